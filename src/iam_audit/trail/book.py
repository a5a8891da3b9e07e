"""Remembers what CloudTrail told, and until when it was asked: it forgets after 90 days, and we do not."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

import msgspec
from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from iam_audit.store.database import Store
from iam_audit.trail.records import TrailEvent
from iam_audit.trail.tables import EVENT, MARK

BATCH = 200


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """The time about which CloudTrail was asked, without a gap."""

    account_id: str
    since: datetime
    until: datetime

    def with_asked(self, since: datetime, until: datetime) -> "Mark":
        """Return the mark after another sweep. One that leaves a gap begins anew, if it is later."""
        if since <= self.until and until >= self.since:
            return Mark(
                account_id=self.account_id, since=min(since, self.since), until=max(until, self.until)
            )
        return Mark(account_id=self.account_id, since=since, until=until) if since > self.until else self


class TrailBook:
    """The events in a store that several processes may use."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def mark(self, account_id: str) -> Mark | None:
        """Return about which time CloudTrail was asked in an account; None when it never was."""
        with self._store.reading() as connection:
            return _mark(connection, account_id)

    def keep(self, account_id: str, events: Iterable[TrailEvent], since: datetime, until: datetime) -> int:
        """Keep the events of a sweep and move the mark, both or neither. Returns how many were new."""
        rows = [_row(one) for one in events]
        asked = Mark(account_id=account_id, since=since, until=until)
        with self._store.writing() as connection:
            known = _mark(connection, account_id)
            mark = known.with_asked(since, until) if known else asked
            dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
            new = 0
            for start in range(0, len(rows), BATCH):
                added = dialect.insert(EVENT).values(rows[start : start + BATCH]).on_conflict_do_nothing()
                new += len(connection.execute(added.returning(EVENT.c.id)).all())
            values = msgspec.structs.asdict(mark)
            kept = dialect.insert(MARK).values(values)
            moved = {name: values[name] for name in ("since", "until")}
            connection.execute(kept.on_conflict_do_update(index_elements=[MARK.c.account_id], set_=moved))
        return new

    def events(
        self,
        account_ids: Sequence[str] | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> tuple[TrailEvent, ...]:
        """Return the events that are kept of some accounts between two moments, oldest first."""
        query = select(EVENT.c.document).order_by(EVENT.c.at, EVENT.c.id)
        if account_ids is not None:
            query = query.where(EVENT.c.account_id.in_(list(account_ids)))
        if since is not None:
            query = query.where(EVENT.c.at >= since)
        if until is not None:
            query = query.where(EVENT.c.at <= until)
        with self._store.reading() as connection:
            return tuple(
                msgspec.json.decode(text, type=TrailEvent) for text in connection.execute(query).scalars()
            )


def next_start(mark: Mark | None, now: datetime, overlap: timedelta, kept: timedelta) -> datetime:
    """Return since when to ask: from the mark, and some time before it, as events may come late."""
    oldest = now - kept
    return max(oldest, mark.until - overlap) if mark else oldest


def _mark(connection: Connection, account_id: str) -> Mark | None:
    row = connection.execute(select(MARK).where(MARK.c.account_id == account_id)).mappings().first()
    return msgspec.convert({str(name): value for name, value in row.items()}, Mark) if row else None


def _row(event: TrailEvent) -> dict[str, object]:
    return {
        "id": event.id,
        "account_id": event.account_id,
        "at": event.at,
        "name": event.name,
        "user_name": event.user_name[:128],
        "key_id": event.key_id[:128],
        "document": msgspec.json.encode(event).decode(),
    }
