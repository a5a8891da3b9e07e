"""The journal in a SQL store: SQLite or PostgreSQL."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, insert, select, text, update
from sqlalchemy.dialects import postgresql, sqlite

from iam_audit.journal import sql_rows
from iam_audit.journal.base import Journal, Lease, unknown
from iam_audit.journal.chain import linked
from iam_audit.journal.folding import HOLDING, UNSETTLED, after, says_nothing_new
from iam_audit.journal.records import Doing, Entry, Event, State
from iam_audit.journal.sql_rows import Values
from iam_audit.journal.sql_tables import ENTRY, EVENT, LEASE
from iam_audit.store.database import Store

LOCK = 4_716_233_905_118_225
"""A number of our own, for the advisory lock of PostgreSQL."""
BATCH = 1000
"""Events that are read at once."""


class SqlJournal(Journal):
    """Keeps the journal in a store that several processes may use at the same time."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def lease(self, account_id: str, holder: str, now: datetime, length: timedelta) -> Lease | None:
        """Take the lease of an account, or renew one's own."""
        with self._store.writing() as connection:
            _one_at_a_time(connection)
            known = _lease(connection, account_id)
            lease = self.next_lease(known, account_id, holder, now, length)
            if lease is not None and known is None:
                connection.execute(insert(LEASE), sql_rows.values(lease))
            elif lease is not None:
                here = LEASE.c.account_id == account_id
                connection.execute(update(LEASE).where(here).values(sql_rows.values(lease)))
        return lease

    def release(self, lease: Lease) -> None:
        """Give a lease back."""
        mine = (
            LEASE.c.account_id == lease.account_id,
            LEASE.c.holder == lease.holder,
            LEASE.c.token == lease.token,
        )
        with self._store.writing() as connection:
            connection.execute(update(LEASE).where(*mine).values(holder=""))

    def intend(self, entry: Entry, lease: Lease, now: datetime) -> bool:
        """Write down that a step is about to be done."""
        with self._store.writing() as connection:
            _one_at_a_time(connection)
            known = _lease(connection, lease.account_id)
            if known is None or (known.holder, known.token) != (lease.holder, lease.token):
                return False
            last = _last(connection)
            position = last.number + 1 if last else 1
            row = {**sql_rows.values(entry), "position": position}
            if known.until <= now or not _insert_if_free(connection, row):
                return False
            _append(connection, self.intent(entry, now), last)
        return True

    def note(
        self,
        entry_id: str,
        doing: Doing,
        at: datetime,
        body: dict[str, object] | None = None,
        *,
        run_id: str | None = None,
        by: str | None = None,
    ) -> Entry:
        """Add what became of an entry."""
        with self._store.writing() as connection:
            _one_at_a_time(connection)
            entry = _entry(connection, entry_id)
            if entry is None:
                raise unknown(entry_id)
            if says_nothing_new(entry, doing):
                return entry
            last = _last(connection)
            event = linked(self.news(entry, doing, at, body, run_id=run_id, by=by), last)
            changed = after(entry, event, held=_is_held(connection, entry))
            here = ENTRY.c.id == entry_id
            connection.execute(update(ENTRY).where(here).values(sql_rows.values(changed)))
            connection.execute(insert(EVENT), sql_rows.values(event))
        return changed

    def unsettled(self, account_id: str) -> tuple[Entry, ...]:
        """Return the entries of an account that are open or being undone."""
        return self._found(ENTRY.c.account_id == account_id, ENTRY.c.state.in_(UNSETTLED))

    def entries(
        self,
        *,
        account_ids: Iterable[str] | None = None,
        target: str | None = None,
        run_id: str | None = None,
    ) -> tuple[Entry, ...]:
        """Return the entries that fit."""
        conditions: list[ColumnElement[bool]] = []
        if account_ids is not None:
            conditions.append(ENTRY.c.account_id.in_(sorted(set(account_ids))))
        if target is not None:
            conditions.append(ENTRY.c.target == target)
        if run_id is not None:
            conditions.append(ENTRY.c.run_id == run_id)
        return self._found(*conditions)

    def entry(self, entry_id: str) -> Entry | None:
        """Return one entry."""
        with self._store.reading() as connection:
            return _entry(connection, entry_id)

    def events(self, since: int = 0) -> Iterator[Event]:
        """Yield all events after a number."""
        while True:
            wanted = select(EVENT).where(EVENT.c.number > since).order_by(EVENT.c.number).limit(BATCH)
            with self._store.reading() as connection:
                rows = connection.execute(wanted).mappings().all()
            yield from map(sql_rows.event, rows)
            if len(rows) < BATCH:
                return
            since = rows[-1]["number"]

    def _found(self, *conditions: ColumnElement[bool]) -> tuple[Entry, ...]:
        wanted = _entries().where(*conditions).order_by(ENTRY.c.position)
        with self._store.reading() as connection:
            rows = connection.execute(wanted).mappings().all()
        return tuple(map(sql_rows.entry, rows))


def _one_at_a_time(connection: Connection) -> None:
    """Wait for others who write to the journal: its events have one order. SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})


def _append(connection: Connection, event: Event, last: Event | None) -> None:
    connection.execute(insert(EVENT), sql_rows.values(linked(event, last)))


def _last(connection: Connection) -> Event | None:
    row = connection.execute(select(EVENT).order_by(EVENT.c.number.desc()).limit(1)).mappings().first()
    return None if row is None else sql_rows.event(row)


def _lease(connection: Connection, account_id: str) -> Lease | None:
    row = connection.execute(select(LEASE).where(LEASE.c.account_id == account_id)).mappings().first()
    return None if row is None else sql_rows.lease(row)


def _entry(connection: Connection, entry_id: str) -> Entry | None:
    row = connection.execute(_entries().where(ENTRY.c.id == entry_id)).mappings().first()
    return None if row is None else sql_rows.entry(row)


def _entries() -> Select[Any]:
    return select(*(column for column in ENTRY.c if column.name != "position"))


def _is_held(connection: Connection, entry: Entry) -> bool:
    if entry.state is not State.FAILED:
        return False
    others = (ENTRY.c.key == entry.key, ENTRY.c.id != entry.id, ENTRY.c.state.in_(HOLDING))
    return connection.execute(select(ENTRY.c.id).where(*others).limit(1)).first() is not None


def _insert_if_free(connection: Connection, row: Values) -> bool:
    """Add a row unless the database knows one that excludes it."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    added = dialect.insert(ENTRY).values(row).on_conflict_do_nothing().returning(ENTRY.c.id)
    return connection.execute(added).first() is not None
