"""Rows that are added, or replaced if they are older: one statement each, so that two writers cannot both win."""

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from sqlalchemy import ColumnElement, Connection, Table, and_, or_
from sqlalchemy.dialects import postgresql, sqlite

from iam_audit.ledger import sql_rows
from iam_audit.ledger.envelope import Envelope
from iam_audit.ledger.records import Episode, Snooze
from iam_audit.ledger.sql_rows import SlotKey, Values
from iam_audit.ledger.sql_tables import EPISODE, HEARD, SNOOZE

Upsert: TypeAlias = postgresql.Insert | sqlite.Insert
BATCH = 500
"""Rows per statement: databases limit how many values one may have."""


def keep_episodes(connection: Connection, episodes: Iterable[Episode]) -> None:
    """Write down episodes, unless a later cycle of one is there already."""
    rows = [sql_rows.episode_values(one) for one in episodes]
    for some in _batches(rows):
        added = _insert(connection, EPISODE, some)
        connection.execute(_replacing(added, EPISODE, EPISODE.c.cycle <= added.excluded.cycle))


def replace_snooze(connection: Connection, snooze: Snooze) -> None:
    """Write down a snooze in the place of an earlier one."""
    added = _insert(connection, SNOOZE, [sql_rows.snooze_values(snooze)])
    connection.execute(_replacing(added, SNOOZE, None))


def take_slots(connection: Connection, envelope: Envelope) -> set[SlotKey]:
    """Write down what is said now as the last at its stage; return where that was news."""
    taken: set[SlotKey] = set()
    for some in _batches(sql_rows.slot_values(envelope)):
        added = _insert(connection, HEARD, some)
        newer = or_(
            HEARD.c.cycle < added.excluded.cycle,
            and_(HEARD.c.cycle == added.excluded.cycle, HEARD.c.number < added.excluded.number),
        )
        rows = connection.execute(_replacing(added, HEARD, newer).returning(*HEARD.primary_key))
        taken.update((row.fingerprint, row.channel, row.recipient, row.stage) for row in rows)
    return taken


def _insert(connection: Connection, table: Table, rows: Sequence[Values]) -> Upsert:
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    added: Upsert = dialect.insert(table).values(rows)
    return added


def _replacing(added: Upsert, table: Table, newer: ColumnElement[bool] | None) -> Upsert:
    rest = {column.name: added.excluded[column.name] for column in table.c if not column.primary_key}
    return added.on_conflict_do_update(index_elements=list(table.primary_key), set_=rest, where=newer)


def _batches(rows: Sequence[Values]) -> Iterable[Sequence[Values]]:
    return (rows[start : start + BATCH] for start in range(0, len(rows), BATCH))
