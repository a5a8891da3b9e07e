"""What every waiver must keep to, wherever it is written."""

from datetime import date, timedelta
from fnmatch import fnmatchcase
from functools import cache

from iam_audit.checks import catalogue
from iam_audit.model import Waiver
from iam_audit.settings import nearest

A_YEAR = timedelta(days=366)


def objection(waiver: Waiver, today: date) -> str | None:
    """Return why a waiver cannot stand and what to do about it; None when it can."""
    return _about_words(waiver) or _about_check(waiver.check) or _about_days(waiver, today)


def _about_words(waiver: Waiver) -> str | None:
    for name in ("check", "account", "resource", "reason", "approver"):
        if not getattr(waiver, name).strip():
            return f"'{name}' is empty: every waiver needs one."
    if not any(pattern.strip("*?") for pattern in (waiver.check, waiver.account, waiver.resource)):
        return "it would mute everything: name a check, an account or a resource."
    return None


def _about_check(pattern: str) -> str | None:
    if any(fnmatchcase(check_id, pattern) for check_id in _known()):
        return None
    near = nearest(pattern, _known()) or " See: iam-audit checks list"
    return f"there is no check '{pattern}'.{near}"


def _about_days(waiver: Waiver, today: date) -> str | None:
    if waiver.given and waiver.expires < waiver.given:
        return f"it expires on {waiver.expires}, before its first day, {waiver.given}."
    if waiver.expires - (waiver.given or today) <= A_YEAR:
        return None
    since = f"after its first day, {waiver.given}" if waiver.given else "from today"
    return (
        f"it expires on {waiver.expires}, more than a year {since}: choose a day within a year, and renew it"
        " then if there is still reason to."
    )


@cache
def _known() -> tuple[str, ...]:
    return tuple(check.id for check in catalogue())
