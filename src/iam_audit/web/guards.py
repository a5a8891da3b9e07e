"""Refuses what somebody may not do, and what another site makes their browser do."""

import hmac
from urllib.parse import urlsplit

from litestar import Request
from litestar.datastructures import State
from litestar.exceptions import (
    ImproperlyConfiguredException,
    NotAuthorizedException,
    PermissionDeniedException,
)
from litestar.handlers import BaseRouteHandler

from iam_audit.access import Role, Way, Who
from iam_audit.web.identity import Connection, csrf_token
from iam_audit.web.routes import FOR_SOME_ACCOUNTS, NEEDS, SIGNED, Needs, Open

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
CSRF_FIELD = "csrf_token"
CSRF_HEADER = "x-csrf-token"


def refuse_strangers(connection: Connection, handler: BaseRouteHandler) -> None:
    """Let only those in who may use this route."""
    if connection.scope.get("method") == "OPTIONS":
        return  # Litestar answers it by itself, with the methods that there are
    needs = needs_of(handler)
    if isinstance(needs, Open):
        return
    who = connection.scope.get("user")
    if not isinstance(who, Who):
        raise NotAuthorizedException("Sign in, or send an API token.", headers={"WWW-Authenticate": "Bearer"})
    if not who.role.may(needs):
        raise PermissionDeniedException(f"This is for the role {needs} and above; {who.name} is {who.role}.")
    if who.accounts and not handler.opt.get(FOR_SOME_ACCOUNTS):
        raise PermissionDeniedException("This is about all accounts, and the token is limited to some.")


def needs_of(handler: BaseRouteHandler) -> Needs:
    """Return what a route asks for. Raises ImproperlyConfiguredException for one that does not say."""
    needs = handler.opt.get(NEEDS)
    if isinstance(needs, Role | Open):
        return needs
    raise ImproperlyConfiguredException(
        f"{handler} does not say who may use it: declare it as in web/routes.py."
    )


async def refuse_other_sites(request: Request[Who | None, bytes, State]) -> None:
    """Refuse a change that a browser was made to ask for by another site.

    A token in a header is nothing that a browser adds by itself, so programs are left alone.
    """
    signed = request.route_handler.opt.get(SIGNED, False)
    if request.method in SAFE or signed or "authorization" in request.headers:
        return
    if not _from_here(request):
        raise PermissionDeniedException("The request comes from another site.")
    if _is_program_of_this_machine(request):
        return
    if not hmac.compare_digest((await _mark(request)).encode(), csrf_token(request.auth).encode()):
        raise PermissionDeniedException(
            "The form is out of date: go back, load the page again, and send it again."
        )


def _from_here(request: Request[Who | None, bytes, State]) -> bool:
    """Whether the browser says so, or is no browser."""
    origin, site = request.headers.get("origin"), request.headers.get("sec-fetch-site")
    if site is not None and site not in ("same-origin", "none"):
        return False
    return origin is None or urlsplit(origin).netloc.lower() == request.headers.get("host", "").lower()


def _is_program_of_this_machine(request: Request[Who | None, bytes, State]) -> bool:
    """Whether no browser is involved: each of them names its origin when it posts."""
    local = isinstance(request.user, Who) and request.user.way is Way.LOCAL
    named = {"origin", "sec-fetch-site", "referer"} & set(request.headers.keys())
    return local and not named and request.url.path.startswith("/api/")


async def _mark(request: Request[Who | None, bytes, State]) -> str:
    if mark := request.headers.get(CSRF_HEADER):
        return mark
    is_form = request.content_type[0] in ("application/x-www-form-urlencoded", "multipart/form-data")
    held = (await request.form()).get(CSRF_FIELD) if is_form else None
    return held if isinstance(held, str) else ""
