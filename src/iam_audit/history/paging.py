"""Pages through many rows: a cursor says after which row to go on, so that a page is as quick as the first one."""

import base64
import binascii
import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeAlias, TypeVar

import msgspec
from sqlalchemy import ColumnElement, Connection, Integer, RowMapping, Select, literal, tuple_

from iam_audit.errors import UsageError
from iam_audit.history.values import Page
from iam_audit.store.columns import Moment

T = TypeVar("T")
Raw: TypeAlias = Any
"""The value of any column."""
LIMIT = 1000
"""Rows of a page at most."""
WRONG = "The cursor cannot be read: hand in the one that came with the page before, unchanged."
BEGINNING = datetime(1, 1, 1, tzinfo=UTC)
"""Stands for a moment that nobody knows: it may have been long ago."""


class Cursor(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """The row after which to go on."""

    sort: str
    value: str | int
    id: str


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which page, in which order."""

    name: str
    by: ColumnElement[Raw]
    falling: bool
    tie: ColumnElement[str]
    after: tuple[Raw, str] | None
    """What it is sorted by and the id, of the row after which to go on."""
    limit: int


def wanted(
    sorts: Mapping[str, ColumnElement[Raw]],
    tie: ColumnElement[str],
    sort: str,
    limit: int,
    cursor: str | None,
) -> Wanted:
    """Return what is asked for. Raises UsageError for an order that there is not, and a cursor of another one."""
    name = sort.removeprefix("-")
    if name not in sorts:
        close = difflib.get_close_matches(name, list(sorts), n=1)
        rest = f" Did you mean '{close[0]}'?" if close else f" Known: {', '.join(sorts)}."
        raise UsageError(f"There is no order '{name}'.{rest}")
    if not 1 <= limit <= LIMIT:
        raise UsageError(f"A page holds 1 to {LIMIT} rows, not {limit}.")
    after = _decoded(cursor, sort) if cursor else None
    value = _value(after.value, sorts[name]) if after else None
    return Wanted(
        name=sort,
        by=sorts[name],
        falling=sort.startswith("-"),
        tie=tie,
        after=(value, after.id) if after else None,
        limit=limit,
    )


def page(
    connection: Connection, query: Select[Raw], order: Wanted, read: Callable[[RowMapping], T]
) -> Page[T]:
    """Return one page of a query."""
    query = query.add_columns(order.by.label("sorted_by"), order.tie.label("sorted_then"))
    if order.after is not None:
        place = tuple_(order.by, order.tie)
        # Both are compared at once: so the database goes straight to the place in its index.
        value, name = order.after
        last = tuple_(literal(value, order.by.type), literal(name, order.tie.type))
        query = query.where(place < last if order.falling else place > last)
    directed = [one.desc() if order.falling else one.asc() for one in (order.by, order.tie)]
    rows = connection.execute(query.order_by(*directed).limit(order.limit + 1)).mappings().all()
    some = rows[: order.limit]
    following = _encoded(order.name, some[-1]) if len(rows) > order.limit else None
    return Page(items=tuple(map(read, some)), next=following)


def _encoded(sort: str, row: RowMapping) -> str:
    by = row["sorted_by"]
    value = by.isoformat() if isinstance(by, datetime) else by
    cursor = Cursor(sort=sort, value=value, id=row["sorted_then"])
    return base64.urlsafe_b64encode(msgspec.msgpack.encode(cursor)).decode().rstrip("=")


def _decoded(text: str, sort: str) -> Cursor:
    try:
        packed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        cursor = msgspec.msgpack.decode(packed, type=Cursor)
    except (binascii.Error, ValueError, msgspec.DecodeError) as error:
        raise UsageError(WRONG) from error
    if cursor.sort != sort:
        raise UsageError(f"The cursor belongs to the order '{cursor.sort}': begin again without it.")
    return cursor


def _value(value: str | int, column: ColumnElement[Raw]) -> Raw:
    """Return the value as the column has it."""
    if isinstance(column.type, Integer):
        if isinstance(value, int) and abs(value) < 2**31:
            return value
        raise UsageError(WRONG)
    if isinstance(value, int) or "\0" in value:
        raise UsageError(WRONG)
    if not isinstance(column.type, Moment):
        return value
    try:
        return datetime.fromisoformat(value)
    except ValueError as error:
        raise UsageError(WRONG) from error
