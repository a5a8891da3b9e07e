"""What the checks say: found by filters that stand in the address, a page at a time."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar
from urllib.parse import urlencode

from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Template

from iam_audit.access import Role
from iam_audit.checks.frameworks import frameworks
from iam_audit.history.values import FINDING_SORTS, FindingFilter, FindingRecord, FindingState
from iam_audit.model import Finding, Severity
from iam_audit.reports.html_page import in_words
from iam_audit.web import routes
from iam_audit.web.desk import AtDesk
from iam_audit.web.pages import choices
from iam_audit.web.pages.base import Page, PageRequest, show
from iam_audit.web.pages.choices import Choices
from iam_audit.web.pages.query import Query
from iam_audit.web.pages.story import Line, told

ROWS = 50
FILTERS = MappingProxyType(
    {
        "q": "Search",
        "severity": "Severity",
        "state": "State",
        "check": "Check",
        "account": "Account",
        "user": "User",
        "type": "About a",
    }
)
STILL = (FindingState.OPEN, FindingState.UNKNOWN)


@dataclass(frozen=True, kw_only=True)
class FindingsPage(Page):
    """A page of findings."""

    template: ClassVar[str] = "findings.html"
    title: ClassVar[str] = "Findings"

    query: Query
    items: tuple[FindingRecord, ...]
    next_link: str
    shown: str
    accounts: Choices
    chips: tuple[tuple[str, str, str], ...]
    in_doubt: int
    """How many could not be judged lately, and are not in this list."""
    checks: Choices
    severities: ClassVar[Choices] = choices.SEVERITIES
    states: ClassVar[Choices] = choices.STATES


@dataclass(frozen=True, kw_only=True)
class FindingPage(Page):
    """All there is to say of one finding."""

    template: ClassVar[str] = "finding.html"
    title: ClassVar[str] = "Finding"

    record: FindingRecord
    finding: Finding | None
    evidence: tuple[tuple[str, str], ...]
    controls: tuple[tuple[str, str, tuple[str, ...]], ...]
    """Framework, its address, and its controls."""
    story: tuple[Line, ...]
    may_waive: bool

    @property
    def of_user(self) -> str:
        """What filters credentials by the user that it is about."""
        return urlencode({"user": self.record.resource_name, "account": self.record.account_id})

    @property
    def waive(self) -> str:
        """What fills in the form of a waiver."""
        one = self.record
        return urlencode({"check": one.check_id, "account": one.account_id, "resource": one.resource_id})


@routes.page("/findings", needs=Role.VIEWER)
def findings(request: PageRequest, desk: AtDesk) -> Template:
    """Show the findings that fit; unless a state is chosen, those that fail."""
    query = Query.read("/findings", request.query_params.multi_items())
    what = wanted(query)
    sort = query.order(FINDING_SORTS, "severity")
    found = desk.history.findings(what, sort=sort, limit=ROWS, cursor=query.get("cursor") or None)
    count = desk.history.count_findings(what)
    in_doubt = FindingFilter(states=(FindingState.UNKNOWN,))
    page = FindingsPage(
        query=query,
        items=found.items,
        next_link=query.page_after(found.next),
        shown=f"{len(found.items):,} of {count:,} findings",
        accounts=choices.of_accounts(desk.since_run("coverage", desk.history.coverage)),
        chips=query.chips(FILTERS),
        in_doubt=0 if query.get("state") else desk.history.count_findings(in_doubt),
        checks=choices.of_checks(),
    )
    return show(request, page)


@routes.page("/findings/{fingerprint:str}", needs=Role.VIEWER)
def finding(request: PageRequest, desk: AtDesk, fingerprint: FromPath[str]) -> Template:
    """Show one finding."""
    detail = desk.history.finding(fingerprint)
    if detail is None:
        raise NotFoundException("No audit that was saved ever had this finding.")
    said = detail.finding
    who = request.user
    page = FindingPage(
        record=detail.record,
        finding=said,
        evidence=tuple((choices.spoken(name), in_words(value)) for name, value in said.evidence.items())
        if said
        else (),
        controls=_controls(said),
        story=told(detail.events),
        may_waive=who is not None and who.role.may(Role.AUDITOR) and detail.record.state in STILL,
    )
    return show(request, page)


def wanted(query: Query) -> FindingFilter:
    """Read the filters."""
    return FindingFilter(
        accounts=_listed(query, "account"),
        checks=_listed(query, "check"),
        severities=query.one_of(Severity, "severity"),
        states=query.one_of(FindingState, "state") or (FindingState.OPEN,),
        resource_types=_listed(query, "type"),
        user=query.get("user") or None,
        text=query.get("q"),
    )


def _controls(said: Finding | None) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    if said is None:
        return ()
    known = {one.name: f"/frameworks/{one.id}" for one in frameworks()}
    return tuple((name, known.get(name, ""), ids) for name, ids in sorted(said.frameworks.items()))


def _listed(query: Query, name: str) -> tuple[str, ...]:
    value = query.get(name)
    return (value,) if value else ()
