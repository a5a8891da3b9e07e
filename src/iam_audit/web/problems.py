"""Errors as RFC 9457 tells them, or as a page for those who came for one."""

import logging
from http import HTTPStatus
from urllib.parse import quote

import msgspec
from litestar import MediaType, Request, Response
from litestar.datastructures import State
from litestar.exceptions import HTTPException
from litestar.response import Redirect, Template

from iam_audit.access import Who
from iam_audit.errors import BusyError, IamAuditError, InputError, SignInError, StoreError, UsageError

logger = logging.getLogger(__name__)

PROBLEM = "application/problem+json"
BUG = "Something went wrong on the server. Its log tells more."
STATUS: dict[type[IamAuditError], int] = {
    UsageError: 400,
    InputError: 400,
    SignInError: 403,
    BusyError: 409,
    StoreError: 503,
}
AnyRequest = Request[Who | None, bytes, State]


class Problem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What went wrong with a request (RFC 9457)."""

    title: str
    """What the status means."""
    status: int
    detail: str = ""
    """What happened here, and what to do."""
    instance: str = ""
    """The path that was asked for."""
    errors: tuple[dict[str, str], ...] = ()
    """The parts of the request that will not do: `{"name": ..., "reason": ...}`."""
    type: str = msgspec.field(default_factory=lambda: "about:blank")


def refused(request: AnyRequest, error: HTTPException) -> Response[object]:
    """Answer a request that was refused."""
    status = error.status_code
    detail = BUG if status >= 500 else error.detail
    problem = Problem(
        title=HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        instance=request.url.path,
        errors=_errors(error),
    )
    return _answer(request, problem, dict(error.headers or {}))


def failed(request: AnyRequest, error: IamAuditError) -> Response[object]:
    """Answer with one of our own errors, whose text is complete."""
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 500)
    if status >= 500:
        logger.error("%s %s: %s", request.method, request.url.path, error)
    problem = Problem(
        title=HTTPStatus(status).phrase, status=status, detail=str(error), instance=request.url.path
    )
    return _answer(request, problem, {})


def bug(request: AnyRequest, error: Exception) -> Response[object]:
    """Answer when nobody knows; what happened is in the log and not in the answer."""
    logger.error("%s %s", request.method, request.url.path, exc_info=error)
    problem = Problem(title=HTTPStatus(500).phrase, status=500, detail=BUG, instance=request.url.path)
    return _answer(request, problem, {})


def too_deep(request: AnyRequest, _: RecursionError) -> Response[object]:
    """Answer a body that is nested so deeply that nobody means it."""
    return refused(request, HTTPException(status_code=400, detail="The body is nested too deeply."))


def wants_page(path: str, accept: str) -> bool:
    """Whether a person with a browser asks."""
    return not path.startswith("/api/") and "text/html" in accept


def _answer(request: AnyRequest, problem: Problem, headers: dict[str, str]) -> Response[object]:
    path = request.url.path
    if not wants_page(path, request.headers.get("accept", "")):
        return Response(
            msgspec.json.encode(problem), status_code=problem.status, media_type=PROBLEM, headers=headers
        )
    if problem.status == HTTPStatus.UNAUTHORIZED and request.method == "GET":
        query = f"?{request.url.query}" if request.url.query else ""
        return Redirect(f"/sign-in?next={quote(path + query, safe='')}", status_code=303)
    return Template(  # type: ignore[return-value]
        template_name="error.html",
        context={"problem": problem, "request": request},
        status_code=problem.status,
        media_type=MediaType.HTML,
        headers=headers,
    )


def _errors(error: HTTPException) -> tuple[dict[str, str], ...]:
    if not isinstance(error.extra, list):
        return ()
    return tuple(
        {"name": str(one.get("key", "")), "reason": str(one.get("message", ""))}
        for one in error.extra
        if isinstance(one, dict)
    )
