"""How things move: what happened, what is other than it was, and how long fixing took."""

from datetime import datetime
from enum import StrEnum

import msgspec

from iam_audit.history.standing import Changes, CredentialRecord, FindingRecord, RunRecord, Summary
from iam_audit.model import Severity


class EventKind(StrEnum):
    """What can happen to a finding, a credential, a principal or an account."""

    OPENED = "opened"
    REOPENED = "reopened"
    RESOLVED = "resolved"
    MUTED = "muted"
    UNMUTED = "unmuted"
    UNCERTAIN = "uncertain"
    """It could not be judged any more."""
    CERTAIN = "certain"
    """It can be judged again, and is as it was."""
    SEVERITY = "severity"
    APPEARED = "appeared"
    GONE = "gone"
    RISK = "risk"
    TIER = "tier"
    SWITCHED = "switched"
    """A credential was switched on or off."""
    CREATED = "created"
    USED = "used"
    STATUS = "status"
    """An account could be read better or worse than before."""
    ALERTED = "alerted"
    REMEDIATED = "remediated"


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened."""

    at: datetime
    kind: EventKind
    run: int | None = None
    """The run that noticed it."""
    account_id: str = ""
    fingerprint: str | None = None
    check_id: str | None = None
    severity: Severity | None = None
    credential_id: str | None = None
    principal: str | None = None
    """An ARN."""
    before: str | None = None
    after: str | None = None
    by: str | None = None
    note: str | None = None


class FindingNews(msgspec.Struct, frozen=True, kw_only=True):
    """A finding that came or went."""

    at: datetime
    kind: EventKind
    """`opened`, `reopened` or `resolved`."""
    finding: FindingRecord
    """As it is now."""


class FindingChange(msgspec.Struct, frozen=True, kw_only=True):
    """One finding that is other than it was at an earlier run."""

    change: str
    """`new`, `returned`, `fixed`, `worse`, `better`, `muted` or `unmuted`."""
    severity_before: Severity | None
    finding: FindingRecord


class CredentialChange(msgspec.Struct, frozen=True, kw_only=True):
    """One credential that is other than it was at an earlier run."""

    change: str
    """`appeared`, `gone`, `risk`, `tier` or `switched`."""
    before: str | None
    after: str | None
    credential: CredentialRecord


class Diff(msgspec.Struct, frozen=True, kw_only=True):
    """What is other at a run than it was at an earlier one."""

    before: RunRecord
    after: RunRecord
    counts: Changes
    findings: tuple[FindingChange, ...]
    """Without what is still as it was."""
    credentials: tuple[CredentialChange, ...]
    truncated: bool
    """Whether more changed than is listed."""


class TrendPoint(msgspec.Struct, frozen=True, kw_only=True):
    """How things stood at the end of a day."""

    day: str
    """`2026-03-19`, in UTC."""
    run: int
    summary: Summary
    changes: Changes
    """Of all runs of the day."""


class FixTime(msgspec.Struct, frozen=True, kw_only=True):
    """How long findings of one severity took to be fixed, and whether they kept their deadline."""

    severity: Severity
    fixed: int
    mean_days: float | None
    """None when none was fixed."""
    deadline_days: int | None
    """None: there is none."""
    fixed_late: int
    open: int
    overdue: int
    """Open findings that are past their deadline."""
