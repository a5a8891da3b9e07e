"""Runs: what was audited when, what each changed, and how far the one is that runs now."""

from dataclasses import dataclass
from typing import Any, ClassVar

from litestar import Response
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect, Template

from iam_audit.access import Role
from iam_audit.charts import Bar, bars
from iam_audit.errors import BusyError
from iam_audit.history.values import Diff, RunRecord
from iam_audit.model import AccountStatus, RiskLevel, Severity
from iam_audit.web import routes
from iam_audit.web.desk import AtDesk, Desk
from iam_audit.web.jobs import Job, JobKind, JobState
from iam_audit.web.pages.base import Page, PageRequest, show
from iam_audit.web.pages.choices import risk_order
from iam_audit.web.pages.query import Query, number_in

ROWS = 50
LISTED = 500
"""Changes of one run that are shown."""
TONES = {
    "new": "high",
    "returned": "medium",
    "worse": "critical",
    "fixed": "good",
    "better": "low",
    "muted": "muted",
    "unmuted": "medium",
}


@dataclass(frozen=True, kw_only=True)
class RunsPage(Page):
    """All runs."""

    template: ClassVar[str] = "runs.html"
    title: ClassVar[str] = "Runs"

    query: Query
    runs: tuple[RunRecord, ...]
    next_link: str
    job: Job | None
    failed: Job | None
    may_start: bool
    wrong: str = ""

    @property
    def job_words(self) -> str:
        """How far the job is, for those without script."""
        if self.job is None or not self.job.accounts:
            return "Starting"
        return f"{self.job.accounts_read + self.job.accounts_failed} of {self.job.accounts} accounts"

    @staticmethod
    def read(one: RunRecord) -> str:
        """How many of the accounts of a run were read in full."""
        return f"{one.accounts.get(AccountStatus.ASSESSED, 0)} of {sum(one.accounts.values())} in full"


@dataclass(frozen=True, kw_only=True)
class RunPage(Page):
    """One run."""

    template: ClassVar[str] = "run.html"
    title: ClassVar[str] = "Run"

    run: RunRecord
    diff: Diff | None
    headline: str
    risk_bars: tuple[Bar, ...]
    severity_bars: tuple[Bar, ...]
    tones: ClassVar[dict[str, str]] = TONES


@routes.page("/runs", needs=Role.VIEWER)
def runs(request: PageRequest, desk: AtDesk) -> Template:
    """Show the runs, the latest first."""
    return show(request, _page(request, desk))


@routes.form("/runs", needs=Role.AUDITOR)
def start(request: PageRequest, desk: AtDesk) -> Response[Any]:
    """Begin an audit."""
    who = request.user
    name = who.name if who else "somebody"
    try:
        job = desk.jobs.start(name)
    except BusyError as error:
        return show(request, _page(request, desk, str(error)), status_code=409)
    if who:
        desk.changes.note(who, "run.start", job.id, desk.clock())
    return Redirect("/runs", status_code=303)


@routes.page("/runs/{number:int}", needs=Role.VIEWER)
def run(request: PageRequest, desk: AtDesk, number: FromPath[int]) -> Template:
    """Show what a run changed."""
    found = desk.history.run(str(number))
    if found is None:
        raise NotFoundException("There is no run of this number.")
    diff = desk.history.diff(str(number - 1), str(number), LISTED) if number > 1 else None
    changes = found.changes
    page = RunPage(
        run=found,
        diff=diff,
        headline=f"{changes.new} new, {changes.returned} came back, {changes.worse} worse, {changes.fixed} fixed",
        risk_bars=bars({one.value: found.summary.keys[one] for one in sorted(RiskLevel, key=risk_order)}),
        severity_bars=bars({one.value: found.summary.open[one] for one in Severity}),
    )
    return show(request, page)


def _page(request: PageRequest, desk: Desk, wrong: str = "") -> RunsPage:
    query = Query.read("/runs", request.query_params.multi_items())
    found = desk.history.runs(limit=ROWS + 1, before=number_in(query.get("cursor")))
    jobs = [one for one in desk.jobs.all() if one.kind is JobKind.AUDIT]
    running = next((one for one in jobs if not one.over), None)
    latest = jobs[0] if jobs else None
    return RunsPage(
        query=query,
        runs=found[:ROWS],
        next_link=query.page_after(str(found[ROWS - 1].number)) if len(found) > ROWS else "",
        job=running,
        failed=latest if latest and latest.state is JobState.FAILED else None,
        may_start=request.user is not None and request.user.role.may(Role.AUDITOR),
        wrong=wrong,
    )
