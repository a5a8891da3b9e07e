"""How a finding gets from one state to the next. Pure: what is remembered and what was seen in, what follows out."""

from datetime import datetime

import msgspec

from iam_audit.history.values import EventKind, FindingState
from iam_audit.model import Finding, Severity, Status

SEEN_AS = {
    Status.FAIL: FindingState.OPEN,
    Status.MUTED: FindingState.MUTED,
    Status.NOT_EVALUATED: FindingState.UNKNOWN,
    Status.MANUAL: FindingState.MANUAL,
}
FAILING = (FindingState.OPEN, FindingState.MUTED)


class Stand(msgspec.Struct, frozen=True, kw_only=True):
    """Where a finding stands."""

    state: FindingState
    severity: Severity
    cycle: int = 0
    """How many times it has come; 0 while nobody has seen it fail."""
    opened_at: datetime | None = None
    last_seen_at: datetime | None = None
    """None while every audit that looks confirms it."""
    resolved_at: datetime | None = None
    resolved_by: str | None = None


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """What follows from an audit for one finding."""

    after: Stand | None
    """None: it is forgotten, for nobody has ever seen it fail."""
    kinds: tuple[EventKind, ...] = ()


def seen(finding: Finding, before: Stand | None, confirmed_at: datetime | None, now: datetime) -> Step | None:
    """Return what follows from a finding that an audit speaks of; None when nothing is other than it was.

    `confirmed_at` is when it was confirmed before, if it was.
    """
    state = SEEN_AS[finding.status]
    if state is FindingState.UNKNOWN or state is FindingState.MANUAL:
        return _undecided(state, finding.severity, before, confirmed_at)
    if before is None or before.cycle == 0 or before.state is FindingState.RESOLVED:
        return _begun(state, finding.severity, before, now)
    return _failing_still(state, finding.severity, before)


def unseen(before: Stand, now: datetime, confirmed_at: datetime | None) -> Step | None:
    """Return what follows from an audit that looked, and had nothing to say of a finding any more."""
    if before.state is FindingState.RESOLVED:
        return None
    if before.cycle == 0:
        return Step(after=None)
    return ended(before, now, confirmed_at)


def ended(before: Stand, now: datetime, confirmed_at: datetime | None, by: str | None = None) -> Step:
    """Return what follows when a finding is gone."""
    after = msgspec.structs.replace(
        before,
        state=FindingState.RESOLVED,
        resolved_at=now,
        resolved_by=by,
        last_seen_at=before.last_seen_at or confirmed_at,
    )
    return Step(after=after, kinds=(EventKind.RESOLVED,))


def _undecided(
    state: FindingState, severity: Severity, before: Stand | None, confirmed_at: datetime | None
) -> Step | None:
    if before is None:
        return Step(after=Stand(state=state, severity=severity))
    if before.state in FAILING and state is FindingState.UNKNOWN:
        after = msgspec.structs.replace(before, state=state, last_seen_at=confirmed_at)
        return Step(after=after, kinds=(EventKind.UNCERTAIN,))
    return None


def _begun(state: FindingState, severity: Severity, before: Stand | None, now: datetime) -> Step:
    came_back = before is not None and before.cycle > 0
    first = EventKind.REOPENED if came_back else EventKind.OPENED
    after = Stand(state=state, severity=severity, cycle=(before.cycle if before else 0) + 1, opened_at=now)
    # One that is muted from the beginning never stood open.
    return Step(after=after, kinds=(EventKind.MUTED,) if state is FindingState.MUTED else (first,))


def _failing_still(state: FindingState, severity: Severity, before: Stand) -> Step | None:
    muted = EventKind.MUTED if state is FindingState.MUTED else None
    kinds: tuple[EventKind, ...] = ()
    if before.state is FindingState.UNKNOWN:
        kinds = (muted or EventKind.CERTAIN,)
    elif before.state is not state:
        kinds = (muted or EventKind.UNMUTED,)
    if severity is not before.severity and before.state is not FindingState.MUTED:
        # First, so that whoever reads the events learns the severity from before from the first of them.
        kinds = (EventKind.SEVERITY, *kinds)
    if not kinds and severity is before.severity:
        return None
    after = msgspec.structs.replace(before, state=state, severity=severity, last_seen_at=None)
    return Step(after=after, kinds=kinds)
