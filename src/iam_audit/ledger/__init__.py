"""The ledger: which findings are known, who heard of them and when, and what is still to be delivered."""

from iam_audit.ledger.base import Ledger
from iam_audit.ledger.delivering import Round, deliver
from iam_audit.ledger.due import deadline_of, due
from iam_audit.ledger.envelope import Delivered, Envelope, Outcome, Patience, Refused, State
from iam_audit.ledger.in_memory import InMemoryLedger
from iam_audit.ledger.records import (
    Decisions,
    Episode,
    Fate,
    Heard,
    Memory,
    Notice,
    Policy,
    Route,
    Sighting,
    Snooze,
    Stage,
    Subject,
)
from iam_audit.ledger.sighting import sighting_of

__all__ = [
    "Decisions",
    "Delivered",
    "Envelope",
    "Episode",
    "Fate",
    "Heard",
    "InMemoryLedger",
    "Ledger",
    "Memory",
    "Notice",
    "Outcome",
    "Patience",
    "Policy",
    "Refused",
    "Round",
    "Route",
    "Sighting",
    "Snooze",
    "Stage",
    "State",
    "Subject",
    "deadline_of",
    "deliver",
    "due",
    "sighting_of",
]
