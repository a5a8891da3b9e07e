"""Writes many rows at once."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import Connection, Table, and_, bindparam, delete, insert, update

Row: TypeAlias = dict[str, Any]
"""The columns of one row, by name."""
T = TypeVar("T")
BATCH = 500
"""Values per question: databases limit how many one may have."""


def add(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Add rows."""
    if rows:
        connection.execute(insert(table), list(rows))


def change(connection: Connection, table: Table, rows: Iterable[Row]) -> None:
    """Change rows in place: each holds its primary key, and the columns that are other than they were."""
    keys = [column.name for column in table.primary_key]
    alike: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in rows:
        alike[tuple(sorted(row.keys() - set(keys)))].append(row)
    for names, some in alike.items():
        here = and_(*(table.c[name] == bindparam(f"key_{name}") for name in keys))
        change_them = update(table).where(here).values({name: bindparam(f"new_{name}") for name in names})
        connection.execute(change_them, [_bound(row, keys, names) for row in some])


def drop(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Remove rows, each named by its primary key."""
    if rows:
        keys = [column.name for column in table.primary_key]
        here = and_(*(table.c[name] == bindparam(f"key_{name}") for name in keys))
        connection.execute(delete(table).where(here), [_bound(row, keys, ()) for row in rows])


def batches(values: Iterable[T]) -> Iterator[list[T]]:
    """Yield values in lists that one question can hold."""
    held = list(values)
    return (held[start : start + BATCH] for start in range(0, len(held), BATCH))


def _bound(row: Row, keys: Iterable[str], names: Iterable[str]) -> dict[str, Any]:
    return {f"key_{name}": row[name] for name in keys} | {f"new_{name}": row[name] for name in names}
