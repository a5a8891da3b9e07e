"""Finds out who asks: by a token, by a session, or because the server is for this machine alone."""

import hmac
from typing import Any, TypeAlias

from anyio import to_thread
from litestar.connection import ASGIConnection
from litestar.enums import ScopeType
from litestar.exceptions import NotAuthorizedException
from litestar.types import ASGIApp, Receive, Scope, Send

from iam_audit.access import Role, Way, Who
from iam_audit.web.desk import Desk

Connection: TypeAlias = ASGIConnection[Any, Any, Any, Any]

LOCAL = Who(name="local", role=Role.ADMIN, way=Way.LOCAL)
"""Whoever sits at the machine may do there what they like anyway."""
COOKIE = "iam_audit_session"
BEARER = "bearer "


class Identify:
    """Writes down in the scope who asks: `user` is a Who or None, `auth` the secret their forms are marked with."""

    def __init__(self, app: ASGIApp, desk: Desk) -> None:
        self.app = app
        self._desk = desk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Look at the headers, and go on."""
        if scope["type"] == ScopeType.HTTP:
            connection: Connection = ASGIConnection(scope)
            scope["user"], scope["auth"] = await to_thread.run_sync(self._who, connection)
        await self.app(scope, receive, send)

    def _who(self, connection: Connection) -> tuple[Who | None, bytes]:
        if header := connection.headers.get("authorization"):
            return self._by_token(header), b""
        cookie = connection.cookies.get(cookie_name(secure=self._desk.gate.secure))
        if cookie and (session := self._desk.sessions.opened_by(cookie, self._desk.clock())):
            return session.who, cookie.encode()
        return (LOCAL if self._desk.gate.local else None), self._desk.gate.secret

    def _by_token(self, header: str) -> Who:
        """Return whose token it is. A wrong one is refused, also where nobody would need one."""
        secret = header[len(BEARER) :].strip() if header.lower().startswith(BEARER) else ""
        token = self._desk.tokens.opened_by(secret, self._desk.clock())
        if token is None:
            raise NotAuthorizedException(
                "The token is unknown, revoked or expired. Send it as `Authorization: Bearer TOKEN`.",
                headers={"WWW-Authenticate": 'Bearer error="invalid_token"'},
            )
        return Who(name=token.name, role=token.role, way=Way.TOKEN, accounts=token.accounts)


def cookie_name(*, secure: bool) -> str:
    """Return what the cookie of a session is called; browsers hold `__Host-` to this host and to https."""
    return f"__Host-{COOKIE}" if secure else COOKIE


def csrf_token(secret: bytes) -> str:
    """Return what the forms of a session are marked with."""
    return hmac.new(secret, b"csrf", "sha256").hexdigest()
