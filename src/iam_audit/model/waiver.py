"""Decisions to live with a finding for a while: who decided, why, and until when."""

from datetime import date
from enum import StrEnum

import msgspec


class Waiver(msgspec.Struct, frozen=True, kw_only=True):
    """Mutes what fits all three patterns, up to and including its last day."""

    check: str
    """A check id, in which `*` and `?` stand for anything."""
    account: str
    """An account id or name, with the same wildcards."""
    resource: str
    """An id, name, ARN or `type/name` of a resource, with the same wildcards."""
    reason: str
    approver: str
    expires: date
    """The last day on which it holds, in UTC."""
    given: date | None = None
    """The first day on which it holds; None when nobody wrote it down."""
    source: str
    """Where it is written, for a person who has to change it: `waivers.toml, entry 2`."""

    def holds_on(self, day: date) -> bool:
        """Whether it mutes anything on that day."""
        return day <= self.expires and (self.given is None or self.given <= day)


class WaiverState(StrEnum):
    """What became of a waiver in an audit."""

    IN_FORCE = "in_force"
    """It mutes something."""
    LAPSING = "lapsing"
    """It mutes something, and ends within the days of warning."""
    EXPIRED = "expired"
    NOT_YET = "not_yet"
    """Its first day is still to come."""
    UNMATCHED = "unmatched"
    """All it could be about was looked at, and nothing of it fails."""
    NOT_JUDGED = "not_judged"
    """What it is about was not audited, or could not be judged."""
    REFUSED = "refused"
    """It cannot be understood, or asks for what no waiver may give; it mutes nothing."""

    @property
    def needs_attention(self) -> bool:
        """Whether somebody should look at the waiver."""
        return self not in (WaiverState.IN_FORCE, WaiverState.NOT_JUDGED)


class WaiverUse(msgspec.Struct, frozen=True, kw_only=True):
    """One waiver in one audit."""

    source: str
    state: WaiverState
    message: str
    """The state in a sentence that says what to do."""
    findings: int = 0
    """How many failures it is about: muted ones, or those that count again because it has ended."""
    waiver: Waiver | None = None
    """None where it could not be understood."""
