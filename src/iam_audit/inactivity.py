"""How idle an access key is, in the five tiers that auditors know, and what to do about each.

The tier looks at use only. How old a key is, is another question: the check `access-key-age` answers it.
"""

from datetime import datetime
from types import MappingProxyType
from typing import assert_never

import msgspec

from iam_audit.model import AccessKey, NeverUsed, RiskLevel, Used, UseUnknown, whole_days

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
    if key.active is False:
        return RiskLevel.COMPLIANT
    match key.last_used:
        case Used(at=at):
            return _tier(whole_days(at, now), RiskLevel.HIGH, limits)
        case NeverUsed():
            age = whole_days(key.created_at, now) if key.created_at else None
            return RiskLevel.UNKNOWN if age is None else _tier(age, RiskLevel.CRITICAL, limits)
        case UseUnknown():
            return RiskLevel.UNKNOWN
        case _:
            assert_never(key.last_used)


def remediation(key: AccessKey, level: RiskLevel) -> str:
    """Return the one line that says what to do with a key of this tier."""
    return SWITCHED_OFF if key.active is False else REMEDIATION[level]


def _tier(days: int, beyond: RiskLevel, limits: Limits) -> RiskLevel:
    if days > limits.high_days:
        return beyond
    if days >= limits.medium_days:
        return RiskLevel.MEDIUM
    return RiskLevel.LOW if days >= limits.low_days else RiskLevel.COMPLIANT
