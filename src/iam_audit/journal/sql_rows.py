"""Turns rows into the records of the journal, and the records into rows."""

from collections.abc import Mapping
from typing import Any, TypeAlias

import msgspec
from sqlalchemy import RowMapping

from iam_audit.journal.base import Lease
from iam_audit.journal.records import Entry, Event

Values: TypeAlias = Mapping[str, Any]
"""What the database driver takes and gives for one row."""
JSON_COLUMNS = frozenset({"step", "facts_before", "facts_after", "body"})


def event(row: RowMapping) -> Event:
    """Read a row of `journal_event`."""
    return msgspec.convert(_plain(row), Event)


def entry(row: RowMapping) -> Entry:
    """Read a row of `journal_entry`."""
    return msgspec.convert(_plain(row), Entry)


def lease(row: RowMapping) -> Lease:
    """Read a row of `journal_lease`."""
    return msgspec.convert(_plain(row), Lease)


def values(record: Event | Entry | Lease) -> Values:
    """Return the row of a record."""
    return {
        name: _text(value) if name in JSON_COLUMNS else value
        for name, value in msgspec.structs.asdict(record).items()
    }


def _text(value: object) -> str | None:
    return None if value is None else msgspec.json.encode(value).decode()


def _plain(row: RowMapping) -> dict[str, Any]:
    """Read what is JSON, and drop what SQLAlchemy knows about quoting a name."""
    return {
        str(name): msgspec.json.decode(value) if name in JSON_COLUMNS and value is not None else value
        for name, value in row.items()
    }
