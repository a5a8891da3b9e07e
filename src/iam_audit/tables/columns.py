"""The columns of a table, as SQL names their types."""

import typing
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from iam_audit.tables.rows import Record

Annotation: TypeAlias = object


class Column(NamedTuple):
    """One column."""

    name: str
    duckdb: str
    """Its type, as DuckDB calls it."""
    athena: str
    """Its type, as Athena calls it."""
    description: str


TYPES: Mapping[Annotation, tuple[str, str]] = MappingProxyType(
    {
        str: ("VARCHAR", "string"),
        int: ("INTEGER", "int"),
        bool: ("BOOLEAN", "boolean"),
        datetime: ("TIMESTAMP", "timestamp"),
        tuple[str, ...]: ("VARCHAR[]", "array<string>"),
    }
)


def columns(kind: type[Record]) -> tuple[Column, ...]:
    """Return the columns of a table, in order."""
    hints = typing.get_type_hints(kind, include_extras=True)
    return tuple(_column(name, hints[name]) for name in kind.__struct_fields__)


def _column(name: str, annotation: Annotation) -> Column:
    held, meta = typing.get_args(annotation)
    return Column(name, *TYPES[_bare(held)], meta.description)


def _bare(held: Annotation) -> Annotation:
    """Drop `| None`: every column of a Parquet file may be null."""
    alternatives = [one for one in typing.get_args(held) if one is not type(None)]
    return alternatives[0] if type(None) in typing.get_args(held) else held
