"""What the history tells, as values for doors to show."""

from datetime import datetime
from enum import StrEnum
from typing import Generic, TypeVar

import msgspec

from iam_audit.model import (
    AccountStatus,
    CheckCount,
    ControlStatus,
    CredentialType,
    Finding,
    Kind,
    Principal,
    PrincipalType,
    RiskLevel,
    Severity,
    Tier,
)

T = TypeVar("T")


class FindingState(StrEnum):
    """Where a finding stands."""

    OPEN = "open"
    MUTED = "muted"
    """It fails, and a waiver or a setting says to live with it."""
    UNKNOWN = "unknown"
    """What would decide it could not be read. If it was open before, it counts as open still."""
    MANUAL = "manual"
    """A person has to look."""
    RESOLVED = "resolved"


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


class Changes(msgspec.Struct, frozen=True, kw_only=True):
    """How many findings changed, and how."""

    new: int = 0
    returned: int = 0
    fixed: int = 0
    worse: int = 0
    better: int = 0
    muted: int = 0
    unmuted: int = 0
    still: int = 0

    @property
    def any(self) -> bool:
        """Whether anything is other than it was."""
        return bool(
            self.new + self.returned + self.fixed + self.worse + self.better + self.muted + self.unmuted
        )


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """How all that is known stood right after a run. Every status, tier and severity is named."""

    accounts: dict[AccountStatus, int]
    keys: dict[RiskLevel, int]
    """Access keys that are there, by how long they were idle."""
    tiers: dict[Tier, int]
    """Access keys by what they may be able to do."""
    credentials: dict[CredentialType, int]
    open: dict[Severity, int]
    """Findings that fail; those that could not be judged lately are among them."""
    states: dict[FindingState, int]


class RunRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One audit that was saved."""

    number: int
    """Counts the runs, from 1."""
    id: str
    at: datetime
    """The moment it judged as of."""
    saved_at: datetime
    tool_version: str
    scope: str
    framework: str | None
    complete: bool
    accounts: dict[AccountStatus, int]
    """The accounts of this run."""
    changes: Changes
    """What this run changed."""
    summary: Summary


class AccountRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One account, now or at a run."""

    id: str
    name: str
    partition: str
    status: AccountStatus
    reason: str | None
    first_seen_at: datetime
    visited_at: datetime
    """When an audit last tried to read it."""
    assessed_at: datetime | None
    """When it was last read, in whole or in part; None: never."""
    since: datetime
    """Since when it has this status."""
    gone_at: datetime | None = None
    """When the organization did not list it any more."""
    open: dict[Severity, int] = {}
    keys: int = 0


class CredentialRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One credential as it was last seen."""

    id: str
    """What the history calls it: 32 hexadecimal digits."""
    type: CredentialType
    name: str
    """The key id; the user for a password."""
    account_id: str
    account_name: str
    user_name: str
    user_arn: str
    active: bool | None
    created_at: datetime | None
    use: str
    """`used`, `never` or `unknown`."""
    last_used_at: datetime | None
    last_used_service: str | None
    last_used_region: str | None
    risk_level: RiskLevel | None
    tier: Tier | None
    """What it may be able to do: the upper bound."""
    tier_lower: Tier | None
    """What it can certainly do."""
    priority: int | None
    kind: Kind
    owner: str
    """A mail address or a name; empty where nobody is known."""
    first_seen_at: datetime
    last_seen_at: datetime
    gone_at: datetime | None
    open: int
    """How many findings about it, or about its user, are open."""
    worst: Severity | None
    """The worst of them."""


class FindingRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One finding with its life."""

    fingerprint: str
    check_id: str
    title: str
    severity: Severity
    state: FindingState
    account_id: str
    account_name: str
    resource_type: str
    resource_id: str
    resource_name: str
    resource_arn: str
    credential_id: str | None
    """The credential it is about, if it is about one."""
    message: str
    """As it was said when the finding last changed."""
    cycle: int
    """How many times it has come; 0 when it was never open."""
    first_seen_at: datetime
    opened_at: datetime | None
    """When it last began to fail."""
    last_seen_at: datetime
    """When it was last confirmed."""
    resolved_at: datetime | None
    resolved_by: str | None
    """Who made it go away, where that is known."""


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


class PrincipalRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One user, role or permission set, and how much it can do."""

    arn: str
    type: PrincipalType
    name: str
    account_id: str
    tier: Tier
    tier_lower: Tier
    first_seen_at: datetime
    gone_at: datetime | None


class Page(msgspec.Struct, Generic[T], frozen=True, kw_only=True):
    """Some of many."""

    items: tuple[T, ...]
    next: str | None = None
    """Hand it in as `cursor` to get the following page; None: this was the last one."""


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


class ControlRecord(msgspec.Struct, frozen=True, kw_only=True):
    """How one control of a framework stood."""

    id: str
    status: ControlStatus
    checks: tuple[str, ...]
    """All checks that speak to it."""
    not_run: tuple[str, ...]
    counts: tuple[CheckCount, ...]


class FindingDetail(msgspec.Struct, frozen=True, kw_only=True):
    """All there is to say of one finding."""

    record: FindingRecord
    finding: Finding | None
    """As the last audit that looked said it, with the remedy; None when it is resolved."""
    events: tuple[Event, ...]


class CredentialDetail(msgspec.Struct, frozen=True, kw_only=True):
    """All there is to say of one credential."""

    record: CredentialRecord
    principal: Principal | None
    """Its user, with what it can do and how; None for root, and where that is not known."""
    findings: tuple[FindingRecord, ...]
    """Those about it and those about its user, open ones first."""
    events: tuple[Event, ...]
    """The oldest first."""


class CredentialFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which credentials are wanted: those that fit everything that is named. Empty: all."""

    accounts: tuple[str, ...] = ()
    types: tuple[CredentialType, ...] = ()
    risks: tuple[RiskLevel, ...] = ()
    tiers: tuple[Tier, ...] = ()
    kinds: tuple[Kind, ...] = ()
    owners: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    """Those that one of these checks speaks against, now."""
    active: bool | None = None
    user: str | None = None
    text: str = ""
    """What the id, user, account or owner holds; capitals do not matter."""
    gone: bool = False
    """Whether those that are there no more are wanted too."""


class FindingFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which findings are wanted: those that fit everything that is named. Empty: all."""

    accounts: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    severities: tuple[Severity, ...] = ()
    states: tuple[FindingState, ...] = ()
    resource_types: tuple[str, ...] = ()
    credential: str | None = None
    user: str | None = None
    opened_before: datetime | None = None
    text: str = ""
    """What the resource, account or check holds; capitals do not matter."""


CREDENTIAL_SORTS = ("priority", "risk", "tier", "age", "last_used", "user", "account", "name", "first_seen")
"""What credentials can be sorted by; with `-` before it, the other way round. `-priority` shows the worst first."""
FINDING_SORTS = ("severity", "opened", "last_seen", "check", "account", "resource", "resolved")
"""What findings can be sorted by; `severity` shows the worst first."""
