"""The checks: what each asks, why, and what to do."""

from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from iam_audit.access import Role
from iam_audit.checks.pages import CheckPage, pages
from iam_audit.web.api_routes import reading


@reading("/checks", needs=Role.VIEWER, for_some_accounts=True)
def list_checks() -> tuple[CheckPage, ...]:
    """All checks, by id."""
    return pages()


@reading("/checks/{check_id:str}", needs=Role.VIEWER, for_some_accounts=True)
def show_check(check_id: FromPath[str]) -> CheckPage:
    """One check."""
    found = next((one for one in pages() if one.id == check_id), None)
    if found is None:
        raise NotFoundException("There is no such check. GET /api/v1/checks lists them.")
    return found
