"""How things stand: runs, accounts, credentials, findings, principals and controls."""

from datetime import datetime
from enum import StrEnum

import msgspec

from iam_audit.model import (
    AccountStatus,
    CheckCount,
    ControlStatus,
    CredentialType,
    Kind,
    PrincipalType,
    RiskLevel,
    Severity,
    Tier,
)


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


class Coverage(msgspec.Struct, frozen=True, kw_only=True):
    """How one account that is there was read."""

    id: str
    name: str
    status: AccountStatus


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


class ControlRecord(msgspec.Struct, frozen=True, kw_only=True):
    """How one control of a framework stood."""

    id: str
    status: ControlStatus
    checks: tuple[str, ...]
    """All checks that speak to it."""
    not_run: tuple[str, ...]
    counts: tuple[CheckCount, ...]
