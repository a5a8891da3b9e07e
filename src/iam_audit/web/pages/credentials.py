"""All credentials: found by filters that stand in the address, a page at a time."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

from litestar.response import Template

from iam_audit.access import Role
from iam_audit.history.values import CREDENTIAL_SORTS, CredentialFilter, CredentialRecord
from iam_audit.model import CredentialType, RiskLevel, Tier
from iam_audit.web import routes
from iam_audit.web.desk import AtDesk
from iam_audit.web.pages import choices
from iam_audit.web.pages.base import Page, PageRequest, show
from iam_audit.web.pages.choices import Choices
from iam_audit.web.pages.query import Query

ROWS = 50
FILTERS = MappingProxyType(
    {
        "q": "Search",
        "risk": "Risk",
        "tier": "Can do",
        "type": "Type",
        "account": "Account",
        "owner": "Owner",
        "check": "Failing check",
        "user": "User",
    }
)
MANY = 400
"""More owners than this are no help in a list; they can be searched for."""


@dataclass(frozen=True, kw_only=True)
class CredentialsPage(Page):
    """A page of credentials."""

    template: ClassVar[str] = "credentials.html"
    title: ClassVar[str] = "Credentials"

    query: Query
    items: tuple[CredentialRecord, ...]
    next_link: str
    shown: str
    accounts: Choices
    owners: Choices
    chips: tuple[tuple[str, str, str], ...]
    checks: Choices
    risks: ClassVar[Choices] = choices.RISKS
    tiers: ClassVar[Choices] = choices.TIERS
    types: ClassVar[Choices] = choices.TYPES


@routes.page("/credentials", needs=Role.VIEWER)
def credentials(request: PageRequest, desk: AtDesk) -> Template:
    """Show the credentials that fit."""
    query = Query.read("/credentials", request.query_params.multi_items())
    what = wanted(query)
    history = desk.history
    sort = query.order(CREDENTIAL_SORTS, "-priority")
    found = history.credentials(what, sort=sort, limit=ROWS, cursor=query.get("cursor") or None)
    count = history.count_credentials(what)
    owners = desk.since_run("owners", history.owners)
    page = CredentialsPage(
        query=query,
        items=found.items,
        next_link=query.page_after(found.next),
        shown=f"{len(found.items):,} of {count:,} credentials",
        accounts=choices.of_accounts(desk.since_run("coverage", history.coverage)),
        owners=tuple((one, one) for one in owners) if len(owners) <= MANY else (),
        chips=query.chips(FILTERS),
        checks=choices.of_checks(),
    )
    return show(request, page)


def wanted(query: Query) -> CredentialFilter:
    """Read the filters."""
    return CredentialFilter(
        accounts=_listed(query, "account"),
        types=query.one_of(CredentialType, "type"),
        risks=query.one_of(RiskLevel, "risk"),
        tiers=query.one_of(Tier, "tier"),
        owners=_listed(query, "owner"),
        checks=_listed(query, "check"),
        user=query.get("user") or None,
        text=query.get("q"),
    )


def _listed(query: Query, name: str) -> tuple[str, ...]:
    value = query.get(name)
    return (value,) if value else ()
