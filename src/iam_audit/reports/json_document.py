"""The shape of the JSON report: what programs may rely on, published as a JSON Schema."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal, TypeAlias

import msgspec

from iam_audit.model import (
    AccountStatus,
    Bounds,
    CheckCount,
    ControlStatus,
    Evidence,
    Kind,
    Principal,
    PriorityPart,
    Remediation,
    RiskLevel,
    Section,
    Severity,
    Status,
    WaiverState,
)

SCHEMA_VERSION = "1.1"
"""The first number changes when something goes away or changes its meaning; fields may be added."""

Moment: TypeAlias = Annotated[str, msgspec.Meta(extra_json_schema={"format": "date-time"})]
"""ISO 8601 with an offset."""


class Tool(msgspec.Struct, frozen=True, kw_only=True):
    """What made the report."""

    name: str
    version: str


class RotationEntry(msgspec.Struct, frozen=True, kw_only=True):
    """The access-key-age finding of a key, in short; the whole of it is among the findings."""

    severity: Severity
    status: Status
    message: str
    fingerprint: str


class KeyEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One access key. `last_used_days_ago` is null when never used or unknown: `last_used_state` says."""

    username: str
    key_id: str | None
    status: Literal["Active", "Inactive", "Unknown"]
    key_age_days: int | None
    last_used_days_ago: int | None
    risk_level: RiskLevel
    compliant: bool
    remediation: str
    compliance_controls: tuple[str, ...]
    account_id: str
    account_name: str
    arn: str
    slot: int | None
    created_at: Moment | None
    last_used_state: Literal["used", "never", "unknown"]
    last_used_at: Moment | None
    last_used_service: str | None
    last_used_region: str | None
    rotation_finding: RotationEntry | None
    kind: Kind
    """Whether its user is a person or a program, by the rules of the settings."""
    privilege: Bounds
    """What its owner can do with this key alone, without MFA."""
    priority: int | None
    """0 to 100, the most urgent highest: 100 times the product of its parts. Null when it was not worked out."""
    priority_parts: tuple[PriorityPart, ...]


class AccountEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One account, and how much of it could be judged."""

    id: str
    name: str
    partition: str
    status: AccountStatus
    reason: str | None
    credential_report_generated_at: Moment | None
    checks: tuple[CheckCount, ...]


class ResourceEntry(msgspec.Struct, frozen=True, kw_only=True):
    """What a finding points at."""

    type: str
    id: str
    arn: str
    name: str


class WaivedBy(msgspec.Struct, frozen=True, kw_only=True):
    """The decision that mutes a finding."""

    reason: str
    approver: str
    expires: str
    """The last day, as `2026-06-30`."""
    source: str


class FindingEntry(msgspec.Struct, frozen=True, kw_only=True):
    """The verdict of one check on one resource. The fingerprint is the same in every later report."""

    check_id: str
    title: str
    severity: Severity
    status: Status
    account_id: str
    resource: ResourceEntry
    message: str
    evidence: Evidence
    remediation: Remediation
    frameworks: dict[str, tuple[str, ...]]
    fingerprint: str
    waiver: WaivedBy | None
    """Null for findings that no waiver mutes."""


class WaiverEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One waiver, and what became of it. All but the first four are null where it could not be understood."""

    source: str
    state: WaiverState
    message: str
    findings: int
    """How many failures it is about."""
    check: str | None
    account: str | None
    resource: str | None
    reason: str | None
    approver: str | None
    expires: str | None
    given: str | None


class ControlFinding(msgspec.Struct, frozen=True, kw_only=True):
    """Points at a finding of this report."""

    check_id: str
    account_id: str
    resource: ResourceEntry
    fingerprint: str


class ControlEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One control, over all accounts: its verdict, the populations behind it, and what speaks against it."""

    id: str
    status: ControlStatus
    checks: tuple[CheckCount, ...]
    not_run: tuple[str, ...]
    """Checks that speak to it and were not run."""
    failing: tuple[ControlFinding, ...]
    muted: tuple[ControlFinding, ...]
    no_verdict: tuple[ControlFinding, ...]
    accounts_not_assessed: tuple[str, ...]


class FrameworkEntry(msgspec.Struct, frozen=True, kw_only=True):
    """The framework that was chosen. It has other controls, which do not speak of credentials."""

    id: str
    name: str
    controls: tuple[ControlEntry, ...]


class GapEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A part of an account that could not be read, which is not the same as an empty part."""

    account_id: str
    section: Section
    reason: str
    code: str


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """The counts, with every tier, severity and status named."""

    complete: bool
    coverage: str
    risk_levels: dict[RiskLevel, int]
    severities: dict[Severity, int]
    """Of the findings that fail."""
    statuses: dict[Status, int]


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """An audit of one account or many, at one moment."""

    schema_version: str
    tool: Tool
    generated_at: Moment
    scope: str
    total_keys_audited: int
    summary: Summary
    accounts: Sequence[AccountEntry]
    keys: Sequence[KeyEntry]
    principals: Sequence[Principal]
    """The users, roles and permission sets, and what each can do."""
    findings: Sequence[FindingEntry]
    gaps: Sequence[GapEntry]
    waivers: tuple[WaiverEntry, ...]
    framework: FrameworkEntry | None
    """Null unless a framework was chosen; then all findings are those of its checks."""


def schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of the report."""
    dialect = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "iam-audit report"}
    return dialect | msgspec.json.schema(Document)
