"""How things moved, drawn from the history: for the dashboard, and for the report of an audit that was saved."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from iam_audit.charts import Series, Stack, ToneBar, bars, stack
from iam_audit.model import RiskLevel, Severity
from iam_audit.reports.base import Past

if TYPE_CHECKING:
    from iam_audit.history.history import History
    from iam_audit.history.values import Changes, RunRecord, TrendPoint

YEAR = timedelta(days=366)
"""So far back charts go."""
IDLE = (RiskLevel.LOW, RiskLevel.MEDIUM, RiskLevel.UNKNOWN, RiskLevel.HIGH, RiskLevel.CRITICAL)
"""The lowest layer first: what is worst lies on top, where it is seen."""
GRAVE = (Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL)
CHANGES = (
    ("New", "high", "new"),
    ("Came back", "medium", "returned"),
    ("Worse", "critical", "worse"),
    ("Fixed", "good", "fixed"),
    ("Muted", "muted", "muted"),
)


def past_of(history: "History", run: "RunRecord") -> Past:
    """Draw how things moved up to a run, and what it changed. Raises StoreError."""
    points = history.trend(run.at - YEAR, run.at)
    before = next(iter(history.runs(1, before=run.number)), None)
    # An audit of an earlier moment that is saved late has nothing to say of what was saved before it.
    previous = before.at if before and before.at <= run.at else None
    return Past(
        accounts=sum(run.summary.accounts.values()),
        keys=keys_over_time(points),
        findings=findings_over_time(points),
        previous=previous,
        changes=change_bars([run.changes]) if previous else (),
    )


def day_of(point: "TrendPoint") -> date:
    """Return the day of a point."""
    return date.fromisoformat(point.day)


def keys_over_time(points: Sequence["TrendPoint"]) -> Stack | None:
    """Draw idle access keys by how long nobody used them; levels that no key ever had are left out."""
    present = [one for one in IDLE if any(point.summary.keys[one] for point in points)] or IDLE
    series = [
        Series(
            name=one.value.capitalize(),
            tone=one.value.lower(),
            values=tuple(point.summary.keys[one] for point in points),
        )
        for one in present
    ]
    return stack([day_of(point) for point in points], series)


def findings_over_time(points: Sequence["TrendPoint"]) -> Stack | None:
    """Draw open findings by severity."""
    series = [
        Series(
            name=one.value.capitalize(),
            tone=one.value,
            values=tuple(point.summary.open[one] for point in points),
        )
        for one in GRAVE
    ]
    return stack([day_of(point) for point in points], series)


def change_bars(changes: Iterable["Changes"]) -> tuple[ToneBar, ...]:
    """Add up what became of findings."""
    found = list(changes)
    counts = {label: sum(getattr(one, name) for one in found) for label, _, name in CHANGES}
    tones = (tone for _, tone, _ in CHANGES)
    return tuple(ToneBar(tone, bar) for tone, bar in zip(tones, bars(counts), strict=True))
