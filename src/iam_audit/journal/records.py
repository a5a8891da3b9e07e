"""The records of the journal: events that are only ever added, and the entries they come to."""

from datetime import datetime
from enum import StrEnum

import msgspec


class Doing(StrEnum):
    """What an event says of a step."""

    INTENDED = "intended"
    """It is about to be done. Written, and safe on disk, before AWS is asked to change anything."""
    DONE = "done"
    """It was done, and read back."""
    FAILED = "failed"
    """AWS refused, and it was read back that nothing has changed."""
    UNCERTAIN = "uncertain"
    """It was tried, and reading back did not tell; the next run settles it."""
    UNDO_INTENDED = "undo_intended"
    UNDONE = "undone"
    UNDO_FAILED = "undo_failed"
    REVERSED = "reversed"
    """Somebody else brought the target back: the step does not stand any more."""


class State(StrEnum):
    """Where a step stands, after all its events."""

    OPEN = "open"
    """Intended, and not settled: what is true has to be read from AWS."""
    DONE = "done"
    FAILED = "failed"
    UNDOING = "undoing"
    UNDONE = "undone"
    REVERSED = "reversed"


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the journal."""

    number: int = 0
    """Counts up without gaps; 0 until it is written."""
    entry: str
    """The id of the entry that it is about."""
    account_id: str
    doing: Doing
    at: datetime
    run_id: str
    by: str
    """Who runs the program: the ARN of the caller."""
    body: dict[str, object] = {}
    """JSON values: the step, the facts before or after, the receipt, the error."""
    before: str = ""
    """The chain of the event before it; empty for the first."""
    chain: str = ""
    """SHA-256 of this event with `before`, so that a line that is changed or taken out shows."""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One attempt at one step, as its events tell it."""

    id: str
    """Of the run and the step."""
    key: str
    """`Step.key`: at most one entry of a key is open or done at a time."""
    account_id: str
    target: str
    """`Target.key`."""
    action: str
    stage: str
    cycle: int
    plan_hash: str
    run_id: str
    by: str
    state: State
    step: dict[str, object]
    """The step as JSON values; `msgspec.convert(entry.step, Step)` gives it back."""
    facts_before: dict[str, object]
    facts_after: dict[str, object] | None = None
    intended_at: datetime
    settled_at: datetime | None = None
    """When it was read back, or a channel took the message."""
    undone_at: datetime | None = None
    error: str | None = None
