"""Frameworks, their controls, and what fails under each."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Template

from iam_audit.access import Role
from iam_audit.checks.frameworks import frameworks as all_frameworks
from iam_audit.history.values import ControlRecord, FindingFilter, FindingRecord, FindingState
from iam_audit.model import CheckCount, ControlStatus, Framework
from iam_audit.web import routes
from iam_audit.web.desk import AtDesk
from iam_audit.web.pages.base import Page, PageRequest, show
from iam_audit.web.pages.choices import titles
from iam_audit.web.pages.query import Query

ROWS = 50
TONES = {ControlStatus.FAILED: "failed", ControlStatus.PASSED: "passed"}


@dataclass(frozen=True, kw_only=True)
class Part:
    """A piece of a bar of hundred."""

    tone: str
    left: float
    width: float


@dataclass(frozen=True, kw_only=True)
class FrameworkLine:
    """One framework in the list."""

    slug: str
    name: str
    passed: int
    failed: int
    others: int
    parts: tuple[Part, ...]


@dataclass(frozen=True, kw_only=True)
class ControlLine:
    """One control in the list."""

    id: str
    status: ControlStatus
    tests: str
    examined: int
    failed: int


@dataclass(frozen=True, kw_only=True)
class TestLine:
    """What one check looked at."""

    check_id: str
    title: str
    count: CheckCount

    def __getattr__(self, name: str) -> object:
        return getattr(self.count, name)


@dataclass(frozen=True, kw_only=True)
class FrameworksPage(Page):
    """All frameworks."""

    template: ClassVar[str] = "frameworks.html"
    title: ClassVar[str] = "Frameworks"

    frameworks: tuple[FrameworkLine, ...]


@dataclass(frozen=True, kw_only=True)
class FrameworkPage(Page):
    """One framework."""

    template: ClassVar[str] = "framework.html"
    title: ClassVar[str] = "Framework"

    slug: str
    name: str
    headline: str
    controls: tuple[ControlLine, ...]


@dataclass(frozen=True, kw_only=True)
class ControlPage(Page):
    """One control, with what fails."""

    template: ClassVar[str] = "control.html"
    title: ClassVar[str] = "Control"

    slug: str
    name: str
    control: ControlRecord
    tests: tuple[TestLine, ...]
    query: Query
    items: tuple[FindingRecord, ...]
    next_link: str
    shown: str
    in_doubt: int
    """How many findings of its checks could not be judged lately."""


@routes.page("/frameworks", needs=Role.VIEWER)
def frameworks(request: PageRequest, desk: AtDesk) -> Template:
    """Show how each framework stands."""
    run = desk.history.run("last")
    if run is None:
        return show(request, FrameworksPage(frameworks=()))

    def lines() -> tuple[FrameworkLine, ...]:
        return tuple(_line(one, desk.history.controls(one)) for one in all_frameworks())

    return show(request, FrameworksPage(frameworks=desk.kept.get("frameworks", run.id, lines)))


@routes.page("/frameworks/{framework_id:str}", needs=Role.VIEWER)
def framework(request: PageRequest, desk: AtDesk, framework_id: FromPath[str]) -> Template:
    """Show the controls of a framework."""
    found = _named(framework_id)
    records = desk.history.controls(found)
    counts = Counter(one.status for one in records)
    page = FrameworkPage(
        slug=found.id,
        name=found.name,
        headline=f"{counts[ControlStatus.PASSED]} of {len(records)} controls pass, "
        f"{counts[ControlStatus.FAILED]} fail",
        controls=tuple(_control(one) for one in records),
    )
    return show(request, page)


@routes.page("/frameworks/{framework_id:str}/{control_id:str}", needs=Role.VIEWER)
def control(
    request: PageRequest, desk: AtDesk, framework_id: FromPath[str], control_id: FromPath[str]
) -> Template:
    """Show what fails under one control."""
    found = _named(framework_id)
    record = next((one for one in desk.history.controls(found) if one.id == control_id), None)
    if record is None:
        raise NotFoundException(f"{found.name} has no control {control_id} that is about credentials.")
    query = Query.read(request.url.path, request.query_params.multi_items())
    what = FindingFilter(checks=record.checks, states=(FindingState.OPEN,))
    in_doubt = FindingFilter(checks=record.checks, states=(FindingState.UNKNOWN,))
    failing = desk.history.findings(what, sort="severity", limit=ROWS, cursor=query.get("cursor") or None)
    count = desk.history.count_findings(what)
    page = ControlPage(
        slug=found.id,
        name=found.name,
        control=record,
        tests=tuple(
            TestLine(check_id=one.check_id, title=titles().get(one.check_id, one.check_id), count=one)
            for one in record.counts
        ),
        query=query,
        items=failing.items,
        next_link=query.page_after(failing.next),
        shown=f"{len(failing.items):,} of {count:,}" if count else "",
        in_doubt=desk.history.count_findings(in_doubt),
    )
    return show(request, page)


def _named(framework_id: str) -> Framework:
    found = next((one for one in all_frameworks() if one.id == framework_id), None)
    if found is None:
        raise NotFoundException("There is no framework of this name.")
    return found


def _line(one: Framework, records: Sequence[ControlRecord]) -> FrameworkLine:
    counts = Counter(TONES.get(record.status, "unknown") for record in records)
    return FrameworkLine(
        slug=one.id,
        name=one.name,
        passed=counts["passed"],
        failed=counts["failed"],
        others=counts["unknown"],
        parts=tuple(_parts(counts)),
    )


def _parts(counts: Counter[str]) -> Iterator[Part]:
    left, total = 0.0, counts.total() or 1
    for tone in ("passed", "failed", "unknown"):
        width = 100 * counts[tone] / total
        yield Part(tone=tone, left=round(left, 2), width=round(width, 2))
        left += width


def _control(one: ControlRecord) -> ControlLine:
    names = [titles().get(count.check_id, count.check_id) for count in one.counts]
    more = f", and {len(names) - 2} more" if len(names) > 2 else ""
    return ControlLine(
        id=one.id,
        status=one.status,
        tests=(", ".join(names[:2]) + more) or "Nothing: no check that speaks to it was run",
        examined=sum(count.examined for count in one.counts),
        failed=sum(count.failed for count in one.counts),
    )
