"""What can be asked of the history, and how the answers are paged."""

from datetime import datetime
from typing import Generic, TypeVar

import msgspec

from iam_audit.history.standing import FindingState
from iam_audit.model import (
    CredentialType,
    Kind,
    RiskLevel,
    Severity,
    Tier,
)

T = TypeVar("T")


class Page(msgspec.Struct, Generic[T], frozen=True, kw_only=True):
    """Some of many."""

    items: tuple[T, ...]
    next: str | None = None
    """Hand it in as `cursor` to get the following page; None: this was the last one."""


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
