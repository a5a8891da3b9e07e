"""Audits that were saved, and how they differ."""

from typing import Annotated

from litestar.exceptions import NotFoundException
from litestar.params import FromPath, QueryParameter

from iam_audit.access import Role
from iam_audit.audience import policy_of
from iam_audit.errors import UsageError
from iam_audit.history.values import AccountRecord, Diff, Event, FixTime, Page, RunRecord, TrendPoint
from iam_audit.model import WaiverUse
from iam_audit.web.api_routes import Cursor, Limit, moment, moment_in, reading
from iam_audit.web.desk import AtDesk

Named = Annotated[str, QueryParameter(description="The id or number of a run, `last`, or `previous`.")]
Since = Annotated[str | None, moment("What happened at this moment or later.")]


@reading("/runs", needs=Role.VIEWER)
def list_runs(desk: AtDesk, limit: Limit = 50, cursor: Cursor = "") -> Page[RunRecord]:
    """Audits that were saved, the last one first."""
    before = _number(cursor) if cursor else None
    found = desk.history.runs(limit + 1, before)
    more = len(found) > limit
    return Page(items=found[:limit], next=str(found[limit - 1].number) if more else None)


@reading("/runs/{run:str}", needs=Role.VIEWER)
def show_run(desk: AtDesk, run: FromPath[str]) -> RunRecord:
    """One audit, by its id or number; `last` and `previous` are names too."""
    return _run(desk, run)


@reading("/runs/{run:str}/accounts", needs=Role.VIEWER)
def list_accounts_of_run(desk: AtDesk, run: FromPath[str]) -> tuple[AccountRecord, ...]:
    """The accounts that an audit was about, as they stood then."""
    return desk.history.accounts(_run(desk, run).number)


@reading("/runs/{run:str}/waivers", needs=Role.VIEWER)
def list_waivers_of_run(desk: AtDesk, run: FromPath[str]) -> tuple[WaiverUse, ...]:
    """The waivers that an audit heeded, of files, tags and the store, and what became of each."""
    found = desk.history.waivers(_run(desk, run).number)
    if found is None:
        raise NotFoundException("An older version saved this run, and did not keep its waivers.")
    return found


@reading("/runs/{run:str}/events", needs=Role.VIEWER)
def list_events_of_run(desk: AtDesk, run: FromPath[str], limit: Limit = 1000) -> tuple[Event, ...]:
    """What an audit noticed: what began, ended or changed."""
    return desk.history.events(_run(desk, run).number, limit)


@reading("/diff", needs=Role.VIEWER)
def show_diff(desk: AtDesk, before: Named = "previous", after: Named = "last", limit: Limit = 1000) -> Diff:
    """What is other after one audit than after an earlier one: some changes of each sort, and all of them counted."""
    return desk.history.diff(before, after, limit)


@reading("/trend", needs=Role.VIEWER)
def show_trend(desk: AtDesk, since: Since = None) -> tuple[TrendPoint, ...]:
    """How things stood at the end of each day on which there was an audit."""
    return desk.history.trend(moment_in(since))


@reading("/fix-times", needs=Role.VIEWER)
def show_fix_times(desk: AtDesk, since: Since = None) -> tuple[FixTime, ...]:
    """How long findings took to be fixed, by severity, and how many broke their deadline."""
    deadlines = policy_of(desk.settings.alerts).deadline_days
    return desk.history.fix_times(deadlines, desk.clock(), moment_in(since))


def _run(desk: AtDesk, named: str) -> RunRecord:
    found = desk.history.run(named)
    if found is None:
        raise NotFoundException(f"There is no run {named!r}. GET /api/v1/runs lists those that are there.")
    return found


def _number(cursor: str) -> int:
    if cursor.isascii() and cursor.isdecimal() and len(cursor) < 10:
        return int(cursor)
    raise UsageError("The cursor cannot be read: hand in the one that came with the page before, unchanged.")
