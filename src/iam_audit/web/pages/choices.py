"""What filters offer to choose from."""

from collections.abc import Iterable
from enum import StrEnum
from functools import cache
from typing import TypeAlias

from iam_audit.checks import catalogue
from iam_audit.history.values import Coverage, FindingState
from iam_audit.model import CredentialType, RiskLevel, Severity, Tier

Choices: TypeAlias = tuple[tuple[str, str], ...]
"""Values, and what each is called."""


def spoken(value: str) -> str:
    """Write a value as a person would say it."""
    return value.replace("_", " ").replace("-", " ").lower().capitalize()


def of_kind(kind: Iterable[StrEnum]) -> Choices:
    """Offer every value there is."""
    return tuple((one.value, spoken(one.value)) for one in kind)


def risk_order(one: RiskLevel) -> int:
    """Sort key: worst first."""
    return one.rank


WORST_FIRST = tuple(sorted(RiskLevel, key=risk_order))
RISKS = of_kind(WORST_FIRST)
TIERS = of_kind(reversed(Tier))
TYPES = of_kind(CredentialType)
SEVERITIES = of_kind(Severity)
STATES = of_kind(FindingState)


def of_accounts(accounts: Iterable[Coverage]) -> Choices:
    """Offer accounts, by name."""
    named = ((one.id, one.name or one.id) for one in accounts)
    return tuple(sorted(named, key=lambda pair: (pair[1].casefold(), pair[0])))


@cache
def of_checks() -> Choices:
    """Offer every check by its id, which is how people speak of them."""
    return tuple(sorted((check.id, check.id) for check in catalogue()))


@cache
def titles() -> dict[str, str]:
    """Return what each check is called."""
    return {check.id: check.title for check in catalogue()}


def days_between(earlier: int) -> str:
    """Say how long ago something was."""
    return "today" if earlier <= 0 else f"{earlier} day{'s' if earlier != 1 else ''} ago"
