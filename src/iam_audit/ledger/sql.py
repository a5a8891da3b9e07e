"""The ledger in a SQL store: SQLite or PostgreSQL."""

from collections.abc import Iterable
from datetime import datetime

import msgspec
from sqlalchemy import Connection, delete, insert, select, update

from iam_audit.ledger import sql_rows
from iam_audit.ledger.base import Ledger
from iam_audit.ledger.envelope import SETTLED, Envelope, Patience
from iam_audit.ledger.records import Episode, Memory, Notice, Snooze
from iam_audit.ledger.sql_rows import SlotKey
from iam_audit.ledger.sql_tables import ENVELOPE, EPISODE, HEARD, NOTICE, SNOOZE
from iam_audit.ledger.sql_upsert import keep_episodes, replace_snooze, take_slots
from iam_audit.store.database import Store


class SqlLedger(Ledger):
    """Keeps the ledger in a store that several processes may use at the same time."""

    def __init__(self, store: Store, patience: Patience | None = None) -> None:
        self.patience = patience or Patience()
        self._store = store

    def recall(self, account_ids: Iterable[str]) -> Memory:
        """Return what is known about the findings of these accounts."""
        here = EPISODE.c.account_id.in_(sorted(set(account_ids)))
        slots = HEARD.join(EPISODE).outerjoin(ENVELOPE, ENVELOPE.c.key == HEARD.c.envelope)
        fate = (ENVELOPE.c.state, ENVELOPE.c.settled_at)
        asleep = SNOOZE.join(EPISODE, EPISODE.c.fingerprint == SNOOZE.c.fingerprint)
        with self._store.reading() as connection:
            episodes = connection.execute(select(EPISODE).where(here)).mappings().all()
            heard = connection.execute(select(HEARD, *fate).select_from(slots).where(here)).mappings().all()
            snoozes = connection.execute(select(SNOOZE).select_from(asleep).where(here)).mappings().all()
        return Memory(
            episodes=tuple(map(sql_rows.episode, episodes)),
            heard=tuple(map(sql_rows.heard, heard)),
            snoozes=tuple(map(sql_rows.snooze, snoozes)),
        )

    def accounts(self) -> tuple[str, ...]:
        """Return the ids of all accounts of which a finding is remembered."""
        known = select(EPISODE.c.account_id).distinct().order_by(EPISODE.c.account_id)
        with self._store.reading() as connection:
            return tuple(connection.execute(known).scalars())

    def snooze(self, snooze: Snooze) -> None:
        """Say nothing about a finding until a given time."""
        with self._store.writing() as connection:
            replace_snooze(connection, snooze)

    def wake(self, fingerprint: str) -> bool:
        """End a snooze."""
        with self._store.writing() as connection:
            gone = connection.execute(delete(SNOOZE).where(SNOOZE.c.fingerprint == fingerprint))
        return gone.rowcount > 0

    def open(self) -> tuple[Envelope, ...]:
        """Return all that is neither sent nor given up."""
        waiting = select(ENVELOPE).where(ENVELOPE.c.state.not_in(SETTLED))
        with self._store.reading() as connection:
            rows = (
                connection.execute(waiting.order_by(ENVELOPE.c.created_at, ENVELOPE.c.key)).mappings().all()
            )
        return tuple(map(sql_rows.envelope, rows))

    def closed(self, since: datetime) -> tuple[Envelope, ...]:
        """Return what was sent or given up at `since` or later."""
        over = select(ENVELOPE).where(ENVELOPE.c.settled_at >= since)
        with self._store.reading() as connection:
            rows = connection.execute(over.order_by(ENVELOPE.c.settled_at, ENVELOPE.c.key)).mappings().all()
        return tuple(map(sql_rows.envelope, rows))

    def notices(self, key: str) -> tuple[Notice, ...]:
        """Return what an envelope says."""
        whom = (ENVELOPE.c.channel, ENVELOPE.c.recipient)
        found = select(NOTICE, *whom).join(ENVELOPE).where(NOTICE.c.envelope == key)
        with self._store.reading() as connection:
            rows = connection.execute(found.order_by(NOTICE.c.position)).mappings().all()
        return tuple(map(sql_rows.notice, rows))

    def forget(self, before: datetime) -> int:
        """Drop what was settled or resolved before a given time."""
        with self._store.writing() as connection:
            gone = connection.execute(delete(ENVELOPE).where(ENVELOPE.c.settled_at < before))
            connection.execute(delete(EPISODE).where(EPISODE.c.resolved_at < before))
        return gone.rowcount

    def _record(self, episodes: Iterable[Episode], envelopes: Iterable[Envelope]) -> int:
        with self._store.writing() as connection:
            keep_episodes(connection, episodes)
            return sum(_post(connection, envelope) for envelope in envelopes)

    def _swap(self, before: Envelope, after: Envelope) -> bool:
        unchanged = (
            ENVELOPE.c.key == before.key,
            ENVELOPE.c.state == before.state,
            ENVELOPE.c.attempts == before.attempts,
        )
        values = sql_rows.envelope_values(after)
        with self._store.writing() as connection:
            return connection.execute(update(ENVELOPE).where(*unchanged).values(values)).rowcount == 1

    def _drop(self, envelope: Envelope) -> None:
        with self._store.writing() as connection:
            connection.execute(delete(ENVELOPE).where(ENVELOPE.c.key == envelope.key))


def _post(connection: Connection, envelope: Envelope) -> int:
    taken: set[SlotKey] = take_slots(connection, envelope)
    news = [one for one in envelope.notices if (*one.thread, one.stage.value) in taken]
    if news:
        filled = msgspec.structs.replace(envelope, notices=tuple(news))
        connection.execute(insert(ENVELOPE), sql_rows.envelope_values(filled))
        connection.execute(insert(NOTICE), sql_rows.notice_values(filled))
    return len(news)
