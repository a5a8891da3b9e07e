"""What was done to credentials, written down before it is done: the memory of remediation and its evidence."""

from iam_audit.journal.base import Journal, Lease
from iam_audit.journal.chain import breaks, replayed
from iam_audit.journal.in_memory import InMemoryJournal
from iam_audit.journal.records import Doing, Entry, Event, State

__all__ = [
    "Doing",
    "Entry",
    "Event",
    "InMemoryJournal",
    "Journal",
    "Lease",
    "State",
    "breaks",
    "replayed",
]
