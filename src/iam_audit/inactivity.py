"""How idle an access key is, in the five tiers that auditors know, and what to do about each.

The tier looks at use only. How old a key is, is another question: the check `access-key-age` answers it.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import assert_never

import msgspec

from iam_audit.checks.access_key_age import AccessKeyAge
from iam_audit.model import (
    AccessKey,
    Account,
    Finding,
    KeyRow,
    Kind,
    LastUse,
    NeverUsed,
    RiskLevel,
    Snapshot,
    Status,
    Used,
    UseUnknown,
    whole_days,
)

UNUSED_OR_OLD = ("SOC2-CC6.1", "NIST-IA-4")
INACTIVE = ("SOC2-CC6.2", "NIST-AC-2")

REMEDIATION = MappingProxyType(
    {
        RiskLevel.CRITICAL: "Deactivate key immediately. Delete after 7 days.",
        RiskLevel.HIGH: "Deactivate key immediately. Rotate and notify key owner.",
        RiskLevel.MEDIUM: "Schedule rotation. Warn key owner.",
        RiskLevel.LOW: "Monitor usage. Recommend upcoming rotation.",
        RiskLevel.COMPLIANT: "No action required.",
        RiskLevel.UNKNOWN: "Find out when the key was last used before touching it.",
    }
)
SWITCHED_OFF = "Already inactive. Delete it once nothing has missed it."


class Limits(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """From how many whole days of inactivity on a key counts as what."""

    low_days: int = 30
    medium_days: int = 45
    high_days: int = 90
    """HIGH, and CRITICAL for a key never used, begin on the day after this one."""

    def __post_init__(self) -> None:
        """Refuse limits that would turn the tiers round."""
        if not 0 < self.low_days <= self.medium_days <= self.high_days:
            raise ValueError("low_days, medium_days and high_days must each be at least 1, and in that order")


DEFAULT_LIMITS = Limits()


def days_since_use(key: AccessKey, now: datetime) -> int | None:
    """Return the whole days since the last use; None when never used or unknown."""
    return whole_days(key.last_used.at, now) if isinstance(key.last_used, Used) else None


def rate(key: AccessKey, now: datetime, limits: Limits = DEFAULT_LIMITS) -> RiskLevel:
    """Return the tier of a key. One that is switched off opens nothing, so it is COMPLIANT."""
    return (
        RiskLevel.COMPLIANT if key.active is False else rate_use(key.created_at, key.last_used, now, limits)
    )


def rate_use(created_at: datetime | None, last_used: LastUse, now: datetime, limits: Limits) -> RiskLevel:
    """Return the tier of any credential that is switched on, and of which AWS keeps track."""
    match last_used:
        case Used(at=at):
            return _tier(whole_days(at, now), RiskLevel.HIGH, limits)
        case NeverUsed():
            age = whole_days(created_at, now) if created_at else None
            return RiskLevel.UNKNOWN if age is None else _tier(age, RiskLevel.CRITICAL, limits)
        case UseUnknown(quiet_since=since):
            # It may have been used before AWS kept records, so it is never CRITICAL, which is for keys never used.
            return _tier(whole_days(since, now), RiskLevel.HIGH, limits) if since else RiskLevel.UNKNOWN
        case _:
            assert_never(last_used)


def remediation(key: AccessKey, level: RiskLevel) -> str:
    """Return the one line that says what to do with a key of this tier."""
    return SWITCHED_OFF if key.active is False else REMEDIATION[level]


def key_rows(
    snapshot: Snapshot,
    findings: Iterable[Finding],
    now: datetime,
    limits: Limits,
    kinds: Mapping[str, Kind],
) -> tuple[KeyRow, ...]:
    """Return what reports show of every key, the riskiest first."""
    old = (Status.FAIL, Status.MUTED)
    rotation = {
        finding.resource.id: finding
        for finding in findings
        if finding.check_id == AccessKeyAge.id and finding.status in old
    }
    keys = (*snapshot.access_keys, *snapshot.root_access_keys)
    rows = (_key_row(key, snapshot.account, rotation.get(key.resource.id), now, limits) for key in keys)
    known = (_of_kind(row, kinds) for row in rows)
    return tuple(sorted(known, key=lambda row: row.order))


def _tier(days: int, beyond: RiskLevel, limits: Limits) -> RiskLevel:
    if days > limits.high_days:
        return beyond
    if days >= limits.medium_days:
        return RiskLevel.MEDIUM
    return RiskLevel.LOW if days >= limits.low_days else RiskLevel.COMPLIANT


def _of_kind(row: KeyRow, kinds: Mapping[str, Kind]) -> KeyRow:
    return msgspec.structs.replace(row, kind=kinds.get(row.key.user_name, Kind.UNKNOWN))


def _key_row(
    key: AccessKey, account: Account, rotation: Finding | None, now: datetime, limits: Limits
) -> KeyRow:
    level = rate(key, now, limits)
    return KeyRow(
        key=key,
        account=account,
        risk_level=level,
        age_days=whole_days(key.created_at, now) if key.created_at else None,
        last_used_days_ago=days_since_use(key, now),
        remediation=remediation(key, level),
        controls=_controls(key, level, rotation),
        rotation=rotation,
    )


def _controls(key: AccessKey, level: RiskLevel, rotation: Finding | None) -> tuple[str, ...]:
    """Inactivity alone speaks to removing access; an unused or old key to managing the authenticator."""
    idle = level not in (RiskLevel.COMPLIANT, RiskLevel.UNKNOWN)
    return INACTIVE if idle and not rotation and not isinstance(key.last_used, NeverUsed) else UNUSED_OR_OLD
