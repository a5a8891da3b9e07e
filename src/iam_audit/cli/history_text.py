"""The history in words and columns."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from iam_audit.history.values import (
    Changes,
    CredentialChange,
    Diff,
    FindingChange,
    FixTime,
    RunRecord,
    TrendPoint,
)
from iam_audit.model import AccountStatus, RiskLevel, Severity
from iam_audit.reports.visible import visible

TITLES = {
    "new": "New",
    "returned": "Came back",
    "worse": "Worse",
    "unmuted": "Not muted any more",
    "fixed": "Fixed",
    "better": "Better",
    "muted": "Muted",
}
SHOWN = 50
"""How many changes of one sort are shown; --format json lists more."""


def changed_words(changes: Changes) -> str:
    """Say what changed, in a clause."""
    parts = [
        (changes.new, "new"),
        (changes.returned, "came back"),
        (changes.fixed, "fixed"),
        (changes.worse, "worse"),
        (changes.better, "better"),
        (changes.muted, "muted"),
        (changes.unmuted, "not muted any more"),
        (changes.still, "still open"),
    ]
    said = [f"{count} {words}" for count, words in parts if count]
    return ", ".join(said) or "nothing is open, and nothing changed"


def runs_text(runs: Sequence[RunRecord]) -> str:
    """Show runs, a line for each."""
    rows = [
        (
            str(run.number),
            _moment(run.at),
            _covered(run),
            str(sum(run.summary.open.values())),
            changed_words(run.changes),
            run.scope,
        )
        for run in runs
    ]
    return _columns(("run", "as of", "accounts", "open", "changes", "scope"), rows)


def diff_text(diff: Diff) -> str:
    """Show what is other, by sort, the worst first."""
    return "".join(f"{visible(line)}\n" for line in _diff_lines(diff))


def trend_text(points: Sequence[TrendPoint], times: Sequence[FixTime], days: int) -> str:
    """Show a line a day, then how long fixing took."""
    severities = [one for one in Severity if one is not Severity.INFO]
    risks = [one for one in RiskLevel if one is not RiskLevel.COMPLIANT]
    heads = (
        "day",
        *(f"{one}" for one in severities),
        *(f"keys {one}" for one in risks),
        "assessed",
        "new",
        "fixed",
    )
    rows = [
        (
            one.day,
            *(str(one.summary.open[severity]) for severity in severities),
            *(str(one.summary.keys[risk]) for risk in risks),
            _share(one.summary.accounts),
            str(one.changes.new + one.changes.returned),
            str(one.changes.fixed),
        )
        for one in points
    ]
    return f"{_columns(heads, rows)}\n{_fix_text(times, days)}"


def _fix_text(times: Iterable[FixTime], days: int) -> str:
    heads = ("severity", "open", "overdue", "deadline", f"fixed in {days} days", "too late", "mean days")
    rows = [
        (
            one.severity,
            str(one.open),
            str(one.overdue),
            "none" if one.deadline_days is None else f"{one.deadline_days} days",
            str(one.fixed),
            str(one.fixed_late),
            "-" if one.mean_days is None else f"{one.mean_days:.1f}",
        )
        for one in times
    ]
    return _columns(heads, rows)


def _diff_lines(diff: Diff) -> Iterator[str]:
    yield f"Run {diff.before.number} ({_moment(diff.before.at)}) to run {diff.after.number} ({_moment(diff.after.at)})"
    yield changed_words(diff.counts)
    for change, title in TITLES.items():
        some = [one for one in diff.findings if one.change == change]
        if some:
            yield ""
            yield f"{title} ({len(some)})"
            yield from _shown([_finding(one) for one in some])
    if diff.credentials:
        yield ""
        yield f"Credentials ({len(diff.credentials)})"
        yield from _shown([_credential(one) for one in diff.credentials])


def _shown(lines: Sequence[str]) -> Iterator[str]:
    yield from (f"  {line}" for line in lines[:SHOWN])
    if len(lines) > SHOWN:
        yield f"  and {len(lines) - SHOWN} more; --format json lists them"


def _finding(one: FindingChange) -> str:
    found = one.finding
    moved = one.change in ("worse", "better") and one.severity_before is not None
    severity = f"{one.severity_before} to {found.severity}" if moved else found.severity
    whose = f" of {found.resource_name}" if found.resource_name not in found.resource_id else ""
    by = f", by {found.resolved_by}" if one.change == "fixed" and found.resolved_by else ""
    return f"{severity:<9} {found.check_id}  {found.resource_type} {found.resource_id}{whose} in {found.account_id}{by}"


def _credential(one: CredentialChange) -> str:
    held = one.credential
    whose = f" of {held.user_name}" if held.user_name not in held.name else ""
    moved = (
        f": {one.before or 'unknown'} to {one.after or 'unknown'}"
        if one.change not in ("appeared", "gone")
        else ""
    )
    return f"{one.change:<9} {held.type} {held.name}{whose} in {held.account_id}{moved}"


def _covered(run: RunRecord) -> str:
    return _share(run.accounts)


def _share(accounts: dict[AccountStatus, int]) -> str:
    return f"{accounts.get(AccountStatus.ASSESSED, 0)} of {sum(accounts.values())}"


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"


def _columns(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Put rows below each other in columns, numbers to the right."""
    cells = [[visible(cell) for cell in row] for row in rows]
    widths = [max(len(head), *(len(row[at]) for row in cells)) for at, head in enumerate(heads)]
    numeric = [all(row[at].isdigit() for row in cells) for at in range(len(heads))]
    lines = [list(heads), *cells]
    return "".join(f"{'  '.join(_padded(line, widths, numeric)).rstrip()}\n" for line in lines)


def _padded(line: Sequence[str], widths: Sequence[int], numeric: Sequence[bool]) -> Iterator[str]:
    for cell, width, right in zip(line, widths, numeric, strict=True):
        yield cell.rjust(width) if right else cell.ljust(width)
