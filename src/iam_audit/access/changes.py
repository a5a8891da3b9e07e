"""The log of changes: who changed what, and when."""

from datetime import datetime

import msgspec
from sqlalchemy import RowMapping, insert, select

from iam_audit.access.sql_tables import CHANGE
from iam_audit.access.values import Change, Way, Who
from iam_audit.settings import Role
from iam_audit.store.database import Store


class Changes:
    """The log of a store; it is only ever added to."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def note(self, who: Who, action: str, target: str, now: datetime, **detail: str) -> None:
        """Write a change down."""
        values = {
            "at": now,
            "who": who.name,
            "role": who.role.value,
            "way": who.way.value,
            "action": action,
            "target": target,
            "detail": msgspec.json.encode(detail).decode(),
        }
        with self._store.writing() as connection:
            connection.execute(insert(CHANGE), values)

    def latest(self, limit: int, before: int | None = None) -> tuple[Change, ...]:
        """Return changes, the newest first; `before` is the id of the last one that is known."""
        asked = select(CHANGE).order_by(CHANGE.c.id.desc()).limit(limit)
        asked = asked.where(CHANGE.c.id < before) if before is not None else asked
        with self._store.reading() as connection:
            return tuple(map(_change, connection.execute(asked).mappings()))


def _change(row: RowMapping) -> Change:
    values = {name: row[name] for name in Change.__struct_fields__}
    detail = msgspec.json.decode(str(row["detail"]), type=dict[str, str])
    return Change(
        **(values | {"role": Role(str(row["role"])), "way": Way(str(row["way"])), "detail": detail})
    )
