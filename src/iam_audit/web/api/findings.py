"""Findings, from the first time that they were seen to the last."""

from typing import Annotated

from litestar.di import NamedDependency, Provide
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery

from iam_audit.access import Role
from iam_audit.history.values import (
    FINDING_SORTS,
    FindingDetail,
    FindingFilter,
    FindingRecord,
    FindingState,
    Page,
)
from iam_audit.model import Severity
from iam_audit.web.api_routes import Cursor, Limit, Text, many, moment, moment_in, order, reading
from iam_audit.web.desk import AtDesk
from iam_audit.web.pages.base import PageRequest
from iam_audit.web.scoping import accounts_for, refuse_unseen


def wanted(  # noqa: PLR0913 - one for each parameter of the URL
    request: PageRequest,
    *,
    account: Annotated[list[str] | None, many("Ids of accounts.")] = None,
    check: Annotated[list[str] | None, many("Ids of checks.")] = None,
    severity: Annotated[list[Severity] | None, many("How bad it is.")] = None,
    standing: Annotated[list[FindingState] | None, many("Where it stands.", "state")] = None,
    resource_type: Annotated[list[str] | None, many("Kinds of resources, such as access-key.")] = None,
    credential: FromQuery[str | None] = None,
    user: FromQuery[str | None] = None,
    opened_before: Annotated[str | None, moment("Those that began to fail before this moment.")] = None,
    text: Text = "",
) -> FindingFilter:
    """Return what the URL asks for, within what somebody may see."""
    return FindingFilter(
        accounts=accounts_for(request.user, tuple(account or ())),
        checks=tuple(check or ()),
        severities=tuple(severity or ()),
        states=tuple(standing or ()),
        resource_types=tuple(resource_type or ()),
        credential=credential,
        user=user,
        opened_before=moment_in(opened_before),
        text=text,
    )


What = NamedDependency[FindingFilter]


@reading(
    "/findings",
    needs=Role.VIEWER,
    for_some_accounts=True,
    dependencies={"what": Provide(wanted, sync_to_thread=False)},
)
def list_findings(
    desk: AtDesk,
    what: What,
    sort: Annotated[str, order(FINDING_SORTS)] = "severity",
    limit: Limit = 50,
    cursor: Cursor = "",
) -> Page[FindingRecord]:
    """Findings that fit all that is asked for. Name a parameter again for one or the other."""
    return desk.history.findings(what, sort, limit, cursor or None)


@reading("/findings/{fingerprint:str}", needs=Role.VIEWER, for_some_accounts=True)
def show_finding(desk: AtDesk, request: PageRequest, fingerprint: FromPath[str]) -> FindingDetail:
    """All there is to say of one finding: what it is, what to do, and its life."""
    found = desk.history.finding(fingerprint)
    if found is None:
        raise NotFoundException("There is no such finding.")
    refuse_unseen(request.user, found.record.account_id, "finding")
    return found
