"""Stands before everything else: strange hosts, floods and compressed bodies do not get in, headers get out."""

from http import HTTPStatus
from typing import Any, TypeAlias

import msgspec

from iam_audit.web.desk import Desk
from iam_audit.web.methods import Methods
from iam_audit.web.problems import PROBLEM, Problem

Asgi: TypeAlias = Any
"""An ASGI application, or what it is called with."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
FOR_PROBES = frozenset({"/healthz", "/readyz"})
"""Asked by machines that only know the address."""


class Shield:
    """An ASGI application around another."""

    def __init__(self, app: Asgi, desk: Desk, methods: Methods) -> None:
        self.app = app
        self._gate = desk.gate
        self._pace = desk.pace
        self._metrics = desk.metrics
        self._clock = desk.clock
        self._methods = methods
        self._headers = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
        if desk.gate.secure:
            self._headers.append((b"strict-transport-security", b"max-age=31536000"))

    async def __call__(self, scope: Asgi, receive: Asgi, send: Asgi) -> None:
        """Refuse, or hand on and add the headers to whatever comes back."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        with self._metrics.request(scope) as watched:

            async def send_on(message: Asgi) -> None:
                if message["type"] == "http.response.start":
                    watched.status = message["status"]
                    headers = self._with_ours(message["headers"])
                    if message["status"] == HTTPStatus.METHOD_NOT_ALLOWED or scope["method"] == "OPTIONS":
                        headers = self._with_methods(headers, scope["path"])
                    message = {**message, "headers": headers}
                await send(message)

            if problem := self._problem(scope):
                await _refuse(problem, send_on)
            elif scope["method"] == "HEAD":
                await self.app({**scope, "method": "GET"}, receive, _without_body(send_on))
            else:
                await self.app(scope, receive, send_on)

    def _with_ours(self, theirs: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        names = {name.lower() for name, _ in theirs}
        ours = [one for one in self._headers if one[0] not in names]
        kept = [] if b"cache-control" in names else [(b"cache-control", b"private, no-cache")]
        return [*theirs, *ours, *kept]

    def _with_methods(self, headers: list[tuple[bytes, bytes]], path: str) -> list[tuple[bytes, bytes]]:
        """Say which methods there are: Litestar forgets those of other handlers of the same path."""
        allowed = (b"allow", self._methods.allowed(path).encode())
        return [*(one for one in headers if one[0].lower() != b"allow"), allowed]

    def _problem(self, scope: Asgi) -> Problem | None:
        headers = {
            name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]
        }
        path = scope["path"]
        if path not in FOR_PROBES and headers.get("host", "").lower() not in self._gate.hosts:
            return _said(421, f"This server is {self._gate.url} and answers to no other name.", path)
        if headers.get("content-encoding", "identity").lower() != "identity":
            return _said(415, "Compressed bodies are not read: send it as it is.", path)
        if "\0" in path or b"%00" in scope["query_string"]:
            return _said(400, "NUL is in no name: leave it out.", path)
        address = scope["client"][0] if scope.get("client") else ""
        if not self._pace.allows(address, self._clock()):
            return _said(429, "Too many requests from your address: wait a minute.", path)
        return None


def _said(status: int, detail: str, path: str) -> Problem:
    return Problem(title=HTTPStatus(status).phrase, status=status, detail=detail, instance=path)


def _without_body(send: Asgi) -> Asgi:
    """Return what sends the head of an answer alone."""

    async def send_on(message: Asgi) -> None:
        body = message["type"] == "http.response.body"
        await send({**message, "body": b""} if body else message)

    return send_on


async def _refuse(problem: Problem, send: Asgi) -> None:
    body = msgspec.json.encode(problem)
    headers = [
        (b"content-type", PROBLEM.encode()),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
    ]
    if problem.status == HTTPStatus.TOO_MANY_REQUESTS:
        headers.append((b"retry-after", b"60"))
    await send({"type": "http.response.start", "status": problem.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
