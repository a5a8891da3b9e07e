"""Where the organization stands, and how that moved."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import ClassVar, TypeAlias

from litestar.response import Template

from iam_audit.access import Role
from iam_audit.charts import Bar, Stack, ToneBar, bars
from iam_audit.history.values import (
    Coverage,
    CredentialFilter,
    CredentialRecord,
    EventKind,
    FixTime,
    RunRecord,
    Summary,
    TrendPoint,
)
from iam_audit.model import AccountStatus, RiskLevel, Severity, Tier
from iam_audit.web import routes
from iam_audit.web.desk import AtDesk, Desk
from iam_audit.web.pages.base import Page, PageRequest, show
from iam_audit.web.pages.choices import risk_order
from iam_audit.workflows.trends import YEAR, change_bars, day_of, findings_over_time, keys_over_time

DAYS = 30
WORST = 10
LATEST = 5
Count: TypeAlias = Callable[[Summary], int]


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One big number, and how it moved."""

    label: str
    value: int
    of: int | None = None
    moved: str
    moved_by: str
    tone: str
    """`better` or `worse`; empty where it stayed, or moving is neither."""


@dataclass(frozen=True, kw_only=True)
class Latest:
    """A finding that came or went lately."""

    at: datetime
    kind: EventKind
    fingerprint: str
    severity: Severity
    words: str


@dataclass(frozen=True, kw_only=True)
class OverviewPage(Page):
    """The first page."""

    template: ClassVar[str] = "overview.html"
    title: ClassVar[str] = "Overview"

    run: RunRecord | None
    figures: tuple[Figure, ...] = ()
    keys_over_time: Stack | None = None
    findings_over_time: Stack | None = None
    risk_bars: tuple[Bar, ...] = ()
    tier_bars: tuple[Bar, ...] = ()
    worst: tuple[CredentialRecord, ...] = ()
    changes: tuple[ToneBar, ...] = ()
    latest: tuple[Latest, ...] = ()
    accounts: tuple[Coverage, ...] = ()
    fix_times: tuple[FixTime, ...] = ()
    days: int = DAYS

    @property
    def unread(self) -> int:
        """How many accounts were not read, or not in full."""
        return sum(one.status is not AccountStatus.ASSESSED for one in self.accounts)


@routes.page("/", needs=Role.VIEWER)
def overview(request: PageRequest, desk: AtDesk) -> Template:
    """Show where things stand."""
    run = desk.history.run("last")
    if run is None:
        return show(request, OverviewPage(run=None))
    mark = (run.id, desk.clock().date())
    return show(request, desk.kept.get("overview", mark, lambda: overview_of(desk, run)))


def overview_of(desk: Desk, run: RunRecord) -> OverviewPage:
    """Gather what the first page says."""
    history = desk.history
    points = history.trend(run.at - YEAR)
    lately = [point for point in points if day_of(point) > (run.at - timedelta(days=DAYS)).date()]
    return OverviewPage(
        run=run,
        figures=_figures(run.summary, _then(points, run.at)),
        keys_over_time=keys_over_time(points),
        findings_over_time=findings_over_time(points),
        risk_bars=bars({one.value: run.summary.keys[one] for one in sorted(RiskLevel, key=risk_order)}),
        tier_bars=bars({one.value: run.summary.tiers[one] for one in reversed(Tier)}),
        worst=history.credentials(CredentialFilter(), sort="-priority", limit=WORST).items,
        changes=change_bars([point.changes for point in lately]),
        latest=_latest(desk),
        accounts=history.coverage(),
        fix_times=history.fix_times(_deadlines(desk), desk.clock())[:4],
    )


def _deadlines(desk: Desk) -> Mapping[Severity, int | None]:
    """Return the deadlines of the settings; 0 means none."""
    return {one: days or None for one, days in desk.settings.alerts.deadline_days.items()}


def _then(points: Sequence[TrendPoint], now: datetime) -> Summary | None:
    """Return how things stood about a month ago; None where nobody looked that early."""
    limit = (now.astimezone(UTC) - timedelta(days=DAYS)).date()
    before = [point for point in points if day_of(point) <= limit]
    return before[-1].summary if before else None


def _figures(now: Summary, then: Summary | None) -> tuple[Figure, ...]:
    return (
        _figure("Access keys", now, then, _keys, good=0),
        _figure("Keys at high risk", now, then, _idle, good=-1),
        _figure("Critical and high findings", now, then, _grave, good=-1),
        _figure("Accounts read in full", now, then, _read, good=1, of=sum(now.accounts.values())),
    )


def _figure(
    label: str, now: Summary, then: Summary | None, count: Count, *, good: int, of: int | None = None
) -> Figure:
    value = count(now)
    by = value - count(then) if then else 0
    tone = "" if not by or not good else ("better" if by * good > 0 else "worse")
    moved = (
        "Nothing to compare with yet"
        if then is None
        else (f"in {DAYS} days" if by else f"As {DAYS} days ago")
    )
    return Figure(
        label=label, value=value, of=of, moved=moved, moved_by=f"{by:+,}" if by else "", tone=tone
    )  # fmt: skip


def _keys(summary: Summary) -> int:
    return sum(summary.keys.values())


def _idle(summary: Summary) -> int:
    return summary.keys[RiskLevel.CRITICAL] + summary.keys[RiskLevel.HIGH]


def _grave(summary: Summary) -> int:
    return summary.open[Severity.CRITICAL] + summary.open[Severity.HIGH]


def _read(summary: Summary) -> int:
    return summary.accounts[AccountStatus.ASSESSED]


def _latest(desk: Desk) -> tuple[Latest, ...]:
    """Return what came and went last."""
    return tuple(
        Latest(
            at=one.at,
            kind=one.kind,
            fingerprint=one.finding.fingerprint,
            severity=one.finding.severity,
            words=f"{one.finding.title}: {one.finding.resource_name}",
        )
        for one in desk.history.latest()[:LATEST]
    )
