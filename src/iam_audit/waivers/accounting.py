"""What became of each waiver in an audit."""

from collections.abc import Sequence
from datetime import date
from fnmatch import fnmatchcase

from iam_audit.model import (
    AccountResult,
    AccountStatus,
    Status,
    Waiver,
    WaiverState,
    WaiverUse,
)
from iam_audit.waivers.matching import concerns, is_in


def account_for(
    waivers: Sequence[Waiver], accounts: Sequence[AccountResult], today: date, warn_days: int
) -> tuple[WaiverUse, ...]:
    """Say of each waiver whether it mutes anything, and whether somebody should look at it."""
    failures = _failures(waivers, accounts)
    return tuple(
        _use(one, accounts, count, today, warn_days) for one, count in zip(waivers, failures, strict=True)
    )


def _use(
    waiver: Waiver, accounts: Sequence[AccountResult], count: int, today: date, warn_days: int
) -> WaiverUse:
    state, message = _state(waiver, accounts, count, (waiver.expires - today).days, today, warn_days)
    return WaiverUse(source=waiver.source, state=state, message=message, findings=count, waiver=waiver)


def _failures(waivers: Sequence[Waiver], accounts: Sequence[AccountResult]) -> list[int]:
    """Count for each waiver the failures that it is about; all in one go, for accounts may have to be read."""
    counts = [0] * len(waivers)
    for account in accounts if waivers else ():
        for finding in account.findings:
            if finding.status in (Status.FAIL, Status.MUTED):
                for number, waiver in enumerate(waivers):
                    counts[number] += concerns(waiver, finding, account.account)
    return counts


def _state(
    waiver: Waiver, accounts: Sequence[AccountResult], count: int, days_left: int, today: date, warn_days: int
) -> tuple[WaiverState, str]:
    failures = f"{count} failure{'s' * (count != 1)}"
    if days_left < 0:
        again = f", and {failures} that it muted count{'s' * (count == 1)} again" if count else ""
        return WaiverState.EXPIRED, f"It expired on {waiver.expires}{again}. Renew it, or remove it."
    if not waiver.holds_on(today):
        return WaiverState.NOT_YET, f"It holds from {waiver.given} on, and mutes nothing until then."
    if count and days_left <= warn_days:
        left = "today" if not days_left else f"in {days_left} day{'s' * (days_left != 1)}"
        message = f"It mutes {failures} and lapses {left}, after {waiver.expires}. Mend them, or renew it."
        return WaiverState.LAPSING, message
    if count:
        return WaiverState.IN_FORCE, f"It mutes {failures} until {waiver.expires}."
    if why := _not_judged(waiver, accounts):
        return WaiverState.NOT_JUDGED, why
    return WaiverState.UNMATCHED, "Nothing that it is about fails. Remove it, or mend its patterns."


def _not_judged(waiver: Waiver, accounts: Sequence[AccountResult]) -> str | None:
    """Return why it cannot be told whether a waiver is needed; None when it can."""
    meant = [one for one in accounts if is_in(waiver, one.account)]
    if not meant:
        return "The account it is about was not audited."
    if any(one.status is AccountStatus.NOT_ASSESSED for one in meant):
        return "An account it is about could not be read."
    counts = [count for one in meant for count in one.counts if fnmatchcase(count.check_id, waiver.check)]
    if not counts:
        return "The check it is about was not run."
    return "A check it is about could not be evaluated." if any(one.not_evaluated for one in counts) else None
