"""Credentials: what they are, how idle, how powerful, and what happened to them."""

from typing import Annotated

from litestar.di import NamedDependency, Provide
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery, QueryParameter

from iam_audit.access import Role
from iam_audit.history.values import (
    CREDENTIAL_SORTS,
    CredentialDetail,
    CredentialFilter,
    CredentialRecord,
    Page,
)
from iam_audit.model import CredentialType, Kind, RiskLevel, Tier
from iam_audit.web.api_routes import Cursor, Limit, Text, many, order, reading
from iam_audit.web.desk import AtDesk
from iam_audit.web.pages.base import PageRequest
from iam_audit.web.scoping import accounts_for, refuse_unseen


def wanted(  # noqa: PLR0913 - one for each parameter of the URL
    request: PageRequest,
    *,
    account: Annotated[list[str] | None, many("Ids of accounts.")] = None,
    type: Annotated[list[CredentialType] | None, many("Kinds of credentials.")] = None,  # noqa: A002 - the name in the URL
    risk: Annotated[list[RiskLevel] | None, many("Tiers of inactivity.")] = None,
    tier: Annotated[list[Tier] | None, many("What they may be able to do.")] = None,
    kind: Annotated[list[Kind] | None, many("People, or programs.")] = None,
    owner: Annotated[list[str] | None, many("Who owns them.")] = None,
    check: Annotated[list[str] | None, many("Checks that speak against them now.")] = None,
    active: FromQuery[bool | None] = None,
    user: FromQuery[str | None] = None,
    text: Text = "",
    gone: Annotated[bool, QueryParameter(description="Those that are there no more as well.")] = False,
) -> CredentialFilter:
    """Return what the URL asks for, within what somebody may see."""
    return CredentialFilter(
        accounts=accounts_for(request.user, tuple(account or ())),
        types=tuple(type or ()),
        risks=tuple(risk or ()),
        tiers=tuple(tier or ()),
        kinds=tuple(kind or ()),
        owners=tuple(owner or ()),
        checks=tuple(check or ()),
        active=active,
        user=user,
        text=text,
        gone=gone,
    )


What = NamedDependency[CredentialFilter]


@reading(
    "/credentials",
    needs=Role.VIEWER,
    for_some_accounts=True,
    dependencies={"what": Provide(wanted, sync_to_thread=False)},
)
def list_credentials(
    desk: AtDesk,
    what: What,
    sort: Annotated[str, order(CREDENTIAL_SORTS)] = "-priority",
    limit: Limit = 50,
    cursor: Cursor = "",
) -> Page[CredentialRecord]:
    """Credentials that fit all that is asked for. Name a parameter again for one or the other."""
    return desk.history.credentials(what, sort, limit, cursor or None)


@reading("/credentials/{credential_id:str}", needs=Role.VIEWER, for_some_accounts=True)
def show_credential(desk: AtDesk, request: PageRequest, credential_id: FromPath[str]) -> CredentialDetail:
    """All there is to say of one credential, by its id here or its key id."""
    found = desk.history.credential(credential_id)
    if found is None:
        raise NotFoundException("There is no such credential.")
    refuse_unseen(request.user, found.record.account_id, "credential")
    return found
