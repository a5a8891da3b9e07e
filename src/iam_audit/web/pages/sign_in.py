"""Signing in with an API token or a provider, and signing out."""

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from litestar import Response
from litestar.enums import RequestEncodingType
from litestar.exceptions import TooManyRequestsException
from litestar.params import Body, FromQuery
from litestar.response import Redirect

from iam_audit.access import Way, Who
from iam_audit.web import routes
from iam_audit.web.desk import AtDesk
from iam_audit.web.identity import cookie_name
from iam_audit.web.pages.base import Page, PageRequest, show
from iam_audit.web.session_cookie import forgotten, given

Sent = Annotated[dict[str, str], Body(media_type=RequestEncodingType.URL_ENCODED)]


@dataclass(frozen=True, kw_only=True)
class SignInPage(Page):
    """The question who it is."""

    template: ClassVar[str] = "sign_in.html"
    title: ClassVar[str] = "Sign in"

    next: str
    """Where to go afterwards."""
    wrong: str = ""
    """Why it did not work."""


@routes.page("/sign-in", needs=routes.Open.TO_ALL)
def sign_in(request: PageRequest, desk: AtDesk, next: FromQuery[str] = "/") -> Response[Any]:  # noqa: A002 - in the URL
    """Ask who it is; whoever is signed in goes on."""
    if request.user is not None or desk.gate.local:
        return Redirect(safe_path(next), status_code=303)
    return show(request, SignInPage(next=safe_path(next)))


@routes.form("/sign-in", needs=routes.Open.TO_ALL)
def sign_in_with_token(request: PageRequest, desk: AtDesk, data: Sent) -> Response[Any]:
    """Begin a session with an API token."""
    refuse_guessing(request, desk)
    now = desk.clock()
    token = desk.tokens.opened_by(data.get("token", "").strip(), now)
    path = safe_path(data.get("next", "/"))
    if token is None:
        page = SignInPage(next=path, wrong="This token is unknown, revoked or expired.")
        return show(request, page, status_code=401)
    if token.accounts:
        page = SignInPage(next=path, wrong="This token is limited to some accounts: it is for the API alone.")
        return show(request, page, status_code=403)
    who = Who(name=token.name, role=token.role, way=Way.SESSION, accounts=token.accounts)
    cookie = desk.sessions.start(who, now, token.id)
    desk.changes.note(who, "session.start", token.id, now)
    return Redirect(path, status_code=303, cookies=[given(desk.gate, desk.settings.web, cookie)])


@routes.form("/sign-out", needs=routes.Open.TO_ALL)
def sign_out(request: PageRequest, desk: AtDesk) -> Redirect:
    """End the session."""
    if cookie := request.cookies.get(cookie_name(secure=desk.gate.secure)):
        desk.sessions.end(cookie)
        if request.user is not None:
            desk.changes.note(request.user, "session.end", request.user.name, desk.clock())
    return Redirect("/sign-in", status_code=303, cookies=[forgotten(desk.gate)])


def safe_path(path: str) -> str:
    """Return a path of this server, whatever somebody wrote into the link."""
    plain = path.isprintable() and "\\" not in path
    return path if plain and path.startswith("/") and not path.startswith("//") else "/"


def refuse_guessing(request: PageRequest, desk: AtDesk) -> None:
    """Raise TooManyRequestsException for an address that tries too often."""
    address = request.client.host if request.client else ""
    if not desk.sign_in_pace.allows(address, desk.clock()):
        raise TooManyRequestsException(
            "Too many attempts to sign in: wait a minute.", headers={"Retry-After": "60"}
        )
