"""Signing in with an OpenID Connect provider: there, and back again."""

from typing import Any

from litestar import Response
from litestar.datastructures import Cookie
from litestar.exceptions import NotFoundException
from litestar.params import FromQuery
from litestar.response import Redirect

from iam_audit.errors import SignInError
from iam_audit.web import routes
from iam_audit.web.desk import AtDesk
from iam_audit.web.identity import cookie_name
from iam_audit.web.pages.base import PageRequest
from iam_audit.web.pages.sign_in import refuse_guessing, safe_path
from iam_audit.web.pending import PATIENCE
from iam_audit.web.provider import CALLBACK, Provider
from iam_audit.web.session_cookie import given


@routes.page("/sign-in/oidc", needs=routes.Open.TO_ALL)
def sign_in_elsewhere(request: PageRequest, desk: AtDesk, next: FromQuery[str] = "/") -> Response[Any]:  # noqa: A002
    """Send the browser to the provider."""
    refuse_guessing(request, desk)
    provider = _provider(desk)
    pending = desk.pending.begin(safe_path(next), desk.clock())
    return Redirect(provider.address(pending), status_code=303, cookies=[_mark(desk, pending.browser)])


@routes.page(CALLBACK, needs=routes.Open.TO_ALL)
def signed_in_elsewhere(request: PageRequest, desk: AtDesk) -> Response[Any]:
    """Begin a session for whoever the provider says it is."""
    provider, now, said = _provider(desk), desk.clock(), request.query_params
    pending = desk.pending.come_back(said.get("state", ""), request.cookies.get(_name(desk), ""), now)
    if pending is None:
        raise SignInError("This sign-in was not begun here, or took too long. Sign in again.")
    if "error" in said or not said.get("code"):
        raise SignInError("The provider did not sign you in. Sign in again, or ask whoever runs it.")
    if said.get("iss", desk.settings.web.oidc_issuer) != desk.settings.web.oidc_issuer:
        raise SignInError("The answer is from another provider. Sign in again.")
    who = provider.who(pending, said["code"])
    cookie = desk.sessions.start(who, now)
    desk.changes.note(who, "session.start", who.name, now)
    cookies = [given(desk.gate, desk.settings.web, cookie), _mark(desk, "")]
    return Redirect(pending.next, status_code=303, cookies=cookies)


def _provider(desk: AtDesk) -> Provider:
    if desk.provider is None:
        raise NotFoundException("No provider is set up here: sign in with a token.")
    return desk.provider


def _name(desk: AtDesk) -> str:
    return f"{cookie_name(secure=desk.gate.secure)}_sign_in"


def _mark(desk: AtDesk, value: str) -> Cookie:
    return Cookie(
        key=_name(desk),
        value=value,
        max_age=int(PATIENCE.total_seconds()) if value else 0,
        path="/",
        secure=desk.gate.secure,
        httponly=True,
        samesite="lax",
    )
