"""Who asks, who may ask, and who changed what."""

from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from iam_audit.access import Change, Role, Token, Who
from iam_audit.errors import UsageError
from iam_audit.history.values import Page
from iam_audit.web.api_routes import Cursor, Limit, ending, reading
from iam_audit.web.desk import AtDesk
from iam_audit.web.pages.base import PageRequest


@reading("/me", needs=Role.VIEWER, for_some_accounts=True)
def show_me(request: PageRequest) -> Who | None:
    """Who the server thinks you are, and what you may."""
    return request.user


@reading("/changes", needs=Role.ADMIN)
def list_changes(desk: AtDesk, limit: Limit = 50, cursor: Cursor = "") -> Page[Change]:
    """The log of changes: who changed what here, the last change first."""
    if cursor and not (cursor.isascii() and cursor.isdecimal() and len(cursor) < 10):
        raise UsageError(
            "The cursor cannot be read: hand in the one that came with the page before, unchanged."
        )
    found = desk.changes.latest(limit + 1, int(cursor) if cursor else None)
    return Page(items=found[:limit], next=str(found[limit - 1].id) if len(found) > limit else None)


@reading("/tokens", needs=Role.ADMIN)
def list_tokens(desk: AtDesk) -> tuple[Token, ...]:
    """All API tokens, without their secrets."""
    return desk.tokens.all()


@ending("/tokens/{token_id:str}", needs=Role.ADMIN)
def revoke_token(desk: AtDesk, request: PageRequest, token_id: FromPath[str]) -> None:
    """End a token, and the sessions that were begun with it."""
    now = desk.clock()
    if not desk.tokens.revoke(token_id, now):
        raise NotFoundException("There is no such token that works.")
    if request.user:
        desk.changes.note(request.user, "token.revoke", token_id, now)
