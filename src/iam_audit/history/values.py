"""What the history tells, as values for doors to show."""

import msgspec

from iam_audit.history.asking import CREDENTIAL_SORTS, FINDING_SORTS, CredentialFilter, FindingFilter, Page
from iam_audit.history.moving import (
    CredentialChange,
    Diff,
    Event,
    EventKind,
    FindingChange,
    FindingNews,
    FixTime,
    TrendPoint,
)
from iam_audit.history.standing import (
    AccountRecord,
    Changes,
    ControlRecord,
    Coverage,
    CredentialRecord,
    FindingRecord,
    FindingState,
    PrincipalRecord,
    RunRecord,
    Summary,
)
from iam_audit.model import Finding, Principal

__all__ = [
    "CREDENTIAL_SORTS",
    "FINDING_SORTS",
    "AccountRecord",
    "Changes",
    "ControlRecord",
    "Coverage",
    "CredentialChange",
    "CredentialDetail",
    "CredentialFilter",
    "CredentialRecord",
    "Diff",
    "Event",
    "EventKind",
    "FindingChange",
    "FindingDetail",
    "FindingFilter",
    "FindingNews",
    "FindingRecord",
    "FindingState",
    "FixTime",
    "Page",
    "PrincipalRecord",
    "RunRecord",
    "Summary",
    "TrendPoint",
]


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
