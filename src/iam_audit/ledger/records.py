"""What the ledger remembers, and what it decides to say."""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

import msgspec

from iam_audit.model import Severity


class Stage(StrEnum):
    """Where the conversation about one finding has got to."""

    NEW = "new"
    REMINDER = "reminder"
    ESCALATED = "escalated"
    """The finding has outlived its deadline."""
    RESOLVED = "resolved"


class Route(msgspec.Struct, frozen=True, kw_only=True):
    """One way to somebody: a configured channel, and whom it reaches there."""

    channel: str
    """The name of the channel as it is configured: several may be of one kind."""
    recipient: str = ""
    """An address or a Slack id; empty for a channel that has one audience."""
    stages: tuple[Stage, ...] = (Stage.NEW, Stage.REMINDER, Stage.ESCALATED)
    """What it wants to hear of findings that fail. Who heard of one also hears that it is gone."""


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """A finding that fails now, and who is to hear of it."""

    fingerprint: str
    account_id: str
    check_id: str
    severity: Severity
    routes: tuple[Route, ...] = ()
    deadline: datetime | None = None
    """When it must be gone; None: so many days after it was first seen, by the policy."""
    facts: str = "{}"
    """What there is to say about it, as the channels understand it; the ledger only keeps it."""


class Sighting(msgspec.Struct, frozen=True, kw_only=True):
    """What one audit saw, and where it looked."""

    subjects: tuple[Subject, ...]
    judged: frozenset[tuple[str, str]]
    """The account and check ids that were answered: what does not fail there any more is resolved."""
    held: frozenset[str] = frozenset()
    """Fingerprints that were muted, or could not be judged: nothing is said of them, and they are not resolved."""


class Episode(msgspec.Struct, frozen=True, kw_only=True):
    """One finding from when it was first seen until it was gone."""

    fingerprint: str
    account_id: str
    check_id: str
    severity: Severity
    cycle: int = 1
    """How many times it has come: 2 when it came back once."""
    first_seen: datetime
    """When this cycle began."""
    resolved_at: datetime | None = None
    facts: str = "{}"
    """What was known when the cycle began, to be able to say later what is gone."""


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """One finding, at one stage, for one recipient on one channel. It is said once."""

    fingerprint: str
    account_id: str
    stage: Stage
    cycle: int
    number: int
    """Counts the notices of this stage within the cycle, from 1."""
    channel: str
    recipient: str = ""
    facts: str = "{}"

    @property
    def thread(self) -> tuple[str, str, str]:
        """Whom it concerns: the finding, the channel and the recipient."""
        return (self.fingerprint, self.channel, self.recipient)

    @property
    def key(self) -> str:
        """What makes it one of a kind, as 32 hexadecimal digits."""
        parts = (*self.thread, self.stage, str(self.cycle), str(self.number))
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


class Fate(StrEnum):
    """What became of a notice."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    LOST = "lost"
    """It was given up: the recipient was refused, or all attempts failed."""


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """The last notice of one stage in one thread."""

    fingerprint: str
    channel: str
    recipient: str
    stage: Stage
    cycle: int
    number: int
    fate: Fate
    at: datetime
    """When it was delivered or given up; while it waits, when it was decided."""

    @property
    def thread(self) -> tuple[str, str, str]:
        """Whom it concerned."""
        return (self.fingerprint, self.channel, self.recipient)


class Snooze(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody does not want to hear of a finding for a while, and says why."""

    fingerprint: str
    until: datetime
    reason: str
    by: str
    made_at: datetime


class Memory(msgspec.Struct, frozen=True, kw_only=True):
    """All that is remembered about some accounts."""

    episodes: tuple[Episode, ...] = ()
    heard: tuple[Heard, ...] = ()
    snoozes: tuple[Snooze, ...] = ()


class Decisions(msgspec.Struct, frozen=True, kw_only=True):
    """What changed, and what has to be said."""

    episodes: tuple[Episode, ...] = ()
    """Those that began, came back or ended."""
    notices: tuple[Notice, ...] = ()


DEADLINE_DAYS: Mapping[Severity, int | None] = MappingProxyType(
    {Severity.CRITICAL: 7, Severity.HIGH: 14, Severity.MEDIUM: 30, Severity.LOW: 90, Severity.INFO: None}
)


class Policy(msgspec.Struct, frozen=True, kw_only=True):
    """How often people hear of one finding, and when it is escalated."""

    delay: timedelta = timedelta(days=7)
    """Nobody hears of one finding at one stage more often than this."""
    reminders: int | None = None
    """How many reminders before the deadline; None: until the deadline."""
    deadline_days: Mapping[Severity, int | None] = DEADLINE_DAYS
    """Days after which a finding is escalated; None: never."""
    without_resolved: frozenset[str] = frozenset()
    """Channels that do not say when a finding is gone."""
