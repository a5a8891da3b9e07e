"""Accounts, and how well they could be read."""

from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from iam_audit.access import Role
from iam_audit.history.values import AccountRecord
from iam_audit.web.api_routes import reading
from iam_audit.web.desk import AtDesk
from iam_audit.web.pages.base import PageRequest


@reading("/accounts", needs=Role.VIEWER, for_some_accounts=True)
def list_accounts(desk: AtDesk, request: PageRequest) -> tuple[AccountRecord, ...]:
    """All accounts that were ever audited, as they are known now."""
    return _seen(desk, request)


@reading("/accounts/{account_id:str}", needs=Role.VIEWER, for_some_accounts=True)
def show_account(desk: AtDesk, request: PageRequest, account_id: FromPath[str]) -> AccountRecord:
    """One account, by its id."""
    found = next((one for one in _seen(desk, request) if one.id == account_id), None)
    if found is None:
        raise NotFoundException("There is no such account.")
    return found


def _seen(desk: AtDesk, request: PageRequest) -> tuple[AccountRecord, ...]:
    who = request.user
    return tuple(one for one in desk.history.accounts() if who is None or who.sees(one.id))
