"""What the API answers with: JSON or CSV, whichever is asked for, and nothing at all when nothing has changed."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias
from urllib.parse import parse_qsl, urlencode

import msgspec
from litestar import Litestar, Request, Response
from litestar.exceptions import HTTPException
from litestar.response.base import ASGIResponse

from iam_audit.history.values import Page
from iam_audit.model.wire import encode
from iam_audit.reports.spreadsheet import Cell, csv_text

AnyRequest: TypeAlias = Request[Any, Any, Any]
JSON = "application/json"
CSV = "text/csv"


class Answer(Response[Any]):
    """A value, written down as the client likes it, with an ETag; a page has links to its neighbours."""

    def to_asgi_response(self, app: Litestar | None, request: AnyRequest, **more: Any) -> ASGIResponse:  # noqa: ANN401, ARG002
        """Write the value down."""
        kind = _wanted(request.headers.get("accept", "*/*"), table=_rows(self.content) is not None)
        body = _csv(self.content) if kind == CSV else encode(self.content)
        headers = self.headers | _links(request, self.content) | {"vary": "Accept, Authorization, Cookie"}
        status = self.status_code or more["status_code"]
        if request.method == "GET":
            headers["etag"] = f'"{hashlib.sha256(kind.encode() + body).hexdigest()[:32]}"'
            if _known(request.headers.get("if-none-match", ""), headers["etag"]):
                return ASGIResponse(status_code=304, headers=headers)
        return ASGIResponse(body=body, status_code=status, media_type=kind, headers=headers)


def _wanted(accept: str, *, table: bool) -> str:
    """Return the media type that suits the client best. Raises NotAcceptableException when none does."""
    offered = (JSON, CSV) if table else (JSON,)
    ranked = sorted(offered, key=lambda kind: -_quality(accept, kind))
    if _quality(accept, ranked[0]) <= 0:
        raise HTTPException(status_code=406, detail=f"This is told as {' or '.join(offered)}.")
    return ranked[0]


def _quality(accept: str, kind: str) -> float:
    """Return how much a client likes a media type, by the most exact of its words (RFC 9110, 12.5.1)."""
    family = kind.partition("/")[0]
    exactness = {"*/*": 0, f"{family}/*": 1, kind: 2}
    best = (-1, 0.0)
    for part in accept.split(","):
        name, *parameters = (one.strip().lower() for one in part.split(";"))
        if name in exactness:
            best = max(best, (exactness[name], _weight(parameters)))
    return best[1]


def _weight(parameters: Sequence[str]) -> float:
    for one in parameters:
        if one.startswith("q="):
            try:
                return min(max(float(one[2:]), 0.0), 1.0)
            except ValueError:
                return 0.0
    return 1.0


def _known(if_none_match: str, etag: str) -> bool:
    """Whether the client has this very answer."""
    held = [one.strip().removeprefix("W/") for one in if_none_match.split(",")]
    return "*" in held or etag in held


def _links(request: AnyRequest, content: object) -> dict[str, str]:
    """Return where the page after this one is, and the first one (RFC 8288)."""
    if not isinstance(content, Page):
        return {}
    asked = [(name, value) for name, value in parse_qsl(request.url.query) if name != "cursor"]
    path = request.url.path
    places = {"first": asked} | ({"next": [*asked, ("cursor", content.next)]} if content.next else {})
    links = (
        f'<{path}{"?" if query else ""}{urlencode(query)}>; rel="{name}"' for name, query in places.items()
    )
    return {"link": ", ".join(links)}


def _rows(content: object) -> Sequence[object] | None:
    """Return the rows of what can be a table; None for what is no list."""
    if isinstance(content, Page):
        return content.items
    return content if isinstance(content, tuple | list) else None


def _csv(content: object) -> bytes:
    flat = [dict(_cells(msgspec.to_builtins(row))) for row in _rows(content) or ()]
    columns = tuple(dict.fromkeys(name for row in flat for name in row))
    return csv_text(columns, ([row.get(name) for name in columns] for row in flat)).encode()


def _cells(value: object, name: str = "") -> Iterator[tuple[str, Cell]]:
    """Yield the columns of a row: what is nested has a dotted name, what is a list is one text."""
    match value:
        case Mapping() if value or not name:
            for key, inner in value.items():
                yield from _cells(inner, f"{name}.{key}" if name else str(key))
        case Mapping():
            yield name, ""
        case list() | tuple():
            yield name, " ".join(one if isinstance(one, str) else _text(one) for one in value)
        case bool() | float():
            yield name, _text(value)
        case str() | int() | None:
            yield name, value


def _text(value: object) -> str:
    return msgspec.json.encode(value).decode()
