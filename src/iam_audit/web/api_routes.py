"""How routes of the API are declared: what they answer, whom they are for, and which parameters they know."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, TypeAlias, get_type_hints

from litestar import get
from litestar.di import Provide
from litestar.exceptions import HTTPException, ValidationException
from litestar.handlers import BaseRouteHandler, HTTPRouteHandler
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import QueryParameter

from iam_audit.errors import UsageError
from iam_audit.settings import nearest
from iam_audit.web import routes
from iam_audit.web.answers import Answer
from iam_audit.web.identity import Connection
from iam_audit.web.problems import PROBLEM, Problem

PREFIX = "/api/v1"
PARAMETERS = "parameters"
MOMENT = "A moment is written with its time zone, such as 2026-03-01T00:00:00Z."
Cursor: TypeAlias = Annotated[
    str, QueryParameter(description="The `next` of the page before; unless given, the first page.")
]
Limit: TypeAlias = Annotated[int, QueryParameter(ge=1, le=1000, description="How many at most.")]
"""Both take their defaults in the function."""

Text: TypeAlias = Annotated[
    str, QueryParameter(max_length=200, description="What their names hold; capitals do not matter.")
]


def moment(words: str) -> QueryParameter:
    """Return what makes a text a parameter that holds a moment; read it with `moment_in`."""
    return QueryParameter(description=words, format="date-time", max_length=40)


def moment_in(text: str | None) -> datetime | None:
    """Read a moment. Raises UsageError for what is none, or does not say its time zone."""
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text.replace(" ", "+"))  # in a URL a plus may have become a space
    except ValueError as error:
        raise UsageError(MOMENT) from error
    if found.tzinfo is None or not 1970 <= found.year <= 9998:
        raise UsageError(MOMENT)
    return found.astimezone(UTC)


def many(words: str, name: str | None = None) -> QueryParameter:
    """Return what makes a list a parameter that may be named again and again."""
    return QueryParameter(description=words, max_items=100, name=name)


def order(names: Sequence[str]) -> QueryParameter:
    """Return what makes a text a parameter that says in which order."""
    words = f"One of {', '.join(names)}; with `-` before it, the other way round."
    return QueryParameter(pattern=f"^-?({'|'.join(names)})$", description=words)


REFUSALS: Mapping[int, str] = {
    400: "The request will not do; `errors` tells which part of it.",
    401: "Nobody is signed in, or the token is unknown, revoked or expired.",
    403: "The role is not enough, or the token is not for these accounts.",
    404: "There is nothing of that name.",
    406: "It is not told in any media type that the client accepts.",
    409: "It cannot be done as things stand.",
    413: "The body is too large.",
    415: "The body is of another media type, or compressed.",
    429: "Too many requests from one address.",
    503: "The store does not answer.",
}
ALWAYS = (400, 401, 403, 406, 429, 503)


def reading(
    path: str,
    *,
    needs: routes.Needs,
    for_some_accounts: bool = False,
    **more: Any,  # noqa: ANN401 - Litestar's own options
) -> routes.Handler:
    """Declare a GET."""
    also = (404,) if "{" in path else ()
    options = {"response_class": Answer, "responses": _refusals(*also), **_usual(path), **more}
    declare = routes.reading(PREFIX + path, needs=needs, for_some_accounts=for_some_accounts, **options)
    return _strict(declare, more.get("dependencies", {}))


def watching(path: str, *, needs: routes.Needs, **more: Any) -> routes.Handler:  # noqa: ANN401
    """Declare a GET that answers bit by bit; the function is one that waits without a thread."""
    opt = {routes.NEEDS: needs}
    return _strict(get(PREFIX + path, opt=opt, responses=_refusals(404), **_usual(path), **more), {})


def making(
    path: str,
    *,
    needs: routes.Needs,
    also: Sequence[int] = (),
    status_code: int = 201,
    answers: type[Any] | None = None,
    **more: Any,  # noqa: ANN401 - Litestar's own options
) -> routes.Handler:
    """Declare a POST. `answers` says what it answers with where that comes with headers, as an `Answer`."""
    responses = _refusals(413, 415, *also)
    if answers:
        made = ResponseSpec(
            data_container=answers, description="It is done, or begun.", generate_examples=False
        )
        responses[status_code] = made
    options = {"response_class": Answer, "status_code": status_code, "responses": responses}
    options |= {**_usual(path), "guards": [refuse_unknown_parameters, refuse_other_bodies], **more}
    return _strict(routes.making(PREFIX + path, needs=needs, **options), more.get("dependencies", {}))


def ending(path: str, *, needs: routes.Needs, **more: Any) -> routes.Handler:  # noqa: ANN401 - Litestar's own options
    """Declare a DELETE."""
    options = {"responses": _refusals(404), **_usual(path), **more}
    return _strict(routes.ending(PREFIX + path, needs=needs, **options), {})


def refuse_unknown_parameters(connection: Connection, handler: BaseRouteHandler) -> None:
    """Refuse a parameter that would be ignored: whoever writes `?acount=` must not get all accounts."""
    known: frozenset[str] = handler.opt[PARAMETERS]
    for name in connection.query_params:
        if name not in known:
            rest = nearest(name, known) or (f" Known: {', '.join(sorted(known))}." if known else "")
            raise ValidationException(f"There is no parameter {name!r} here.{rest}")


def refuse_other_bodies(connection: Connection, _: BaseRouteHandler) -> None:
    """Refuse a body that is not said to be JSON: that is what forms of other sites can send."""
    headers = connection.headers
    with_body = headers.get("content-length", "0") != "0" or "transfer-encoding" in headers
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if with_body and kind != "application/json":
        raise HTTPException(status_code=415, detail="A body must be JSON, and say so: application/json.")


def _strict(declare: routes.Handler, dependencies: Mapping[str, Provide]) -> routes.Handler:
    def declared(function: Callable[..., Any]) -> HTTPRouteHandler:
        handler = declare(function)
        handler.operation_id = function.__name__
        handler.summary = (function.__doc__ or "").partition("\n")[0].rstrip(".")
        functions = (function, *(one.dependency for one in dependencies.values()))
        handler.opt[PARAMETERS] = frozenset(name for one in functions for name in _parameters(one))
        return handler

    return declared


def _parameters(function: Callable[..., Any]) -> Iterator[str]:
    for name, hint in get_type_hints(function, include_extras=True).items():
        for one in getattr(hint, "__metadata__", ()):
            if isinstance(one, QueryParameter):
                yield one.name or name


def _refusals(*also: int) -> dict[int, ResponseSpec]:
    return {
        status: ResponseSpec(
            data_container=Problem, description=REFUSALS[status], media_type=PROBLEM, generate_examples=False
        )
        for status in sorted({*ALWAYS, *also})
    }


def _usual(path: str) -> dict[str, Any]:
    return {"tags": [path.strip("/").split("/")[0]], "guards": [refuse_unknown_parameters]}
