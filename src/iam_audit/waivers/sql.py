"""Waivers in the store, beside those of the file."""

import hashlib
from datetime import UTC, datetime, timedelta

import msgspec
from sqlalchemy import insert, or_, select, update

from iam_audit.errors import UsageError
from iam_audit.model import Waiver
from iam_audit.store.database import Store
from iam_audit.waivers.rules import objection
from iam_audit.waivers.sql_table import WAIVER
from iam_audit.waivers.stored import StoredWaiver

TOLD_FOR = timedelta(days=30)
"""How long audits still tell of a waiver that has lapsed; after that nobody will renew it."""


class SqlWaivers:
    """The waivers of a store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def create(self, waiver: Waiver, now: datetime) -> StoredWaiver:
        """Keep a waiver. Raises UsageError for one that no file could hold either."""
        today = now.astimezone(UTC).date()
        if why := objection(waiver, today):
            raise UsageError(f"This waiver cannot stand: {why}")
        if waiver.expires < today:
            raise UsageError(f"This waiver cannot stand: its last day, {waiver.expires}, is over.")
        told = msgspec.json.encode((waiver, now))
        stored = StoredWaiver(
            id=hashlib.sha256(told).hexdigest()[:12],
            check=waiver.check,
            account=waiver.account,
            resource=waiver.resource,
            reason=waiver.reason,
            approver=waiver.approver,
            given=waiver.given or today,
            expires=waiver.expires,
            created_at=now,
        )
        with self._store.writing() as connection:
            if connection.execute(select(WAIVER.c.id).where(WAIVER.c.id == stored.id)).first() is None:
                connection.execute(insert(WAIVER), msgspec.structs.asdict(stored))
        return stored

    def all(self) -> tuple[StoredWaiver, ...]:
        """Return every waiver there ever was, the newest first."""
        asked = select(WAIVER).order_by(WAIVER.c.created_at.desc(), WAIVER.c.id)
        with self._store.reading() as connection:
            return tuple(StoredWaiver(**row) for row in connection.execute(asked).mappings())

    def find(self, waiver_id: str) -> StoredWaiver | None:
        """Return one waiver."""
        with self._store.reading() as connection:
            row = connection.execute(select(WAIVER).where(WAIVER.c.id == waiver_id)).mappings().first()
        return StoredWaiver(**row) if row else None

    def end(self, waiver_id: str, by: str, now: datetime) -> StoredWaiver | None:
        """End a waiver before its last day; one that is over stays as it is. None where there is none of that id."""
        today = now.astimezone(UTC).date()
        here = (WAIVER.c.id == waiver_id, WAIVER.c.ended_at.is_(None), WAIVER.c.expires >= today)
        with self._store.writing() as connection:
            connection.execute(update(WAIVER).where(*here).values(ended_at=now, ended_by=by))
        return self.find(waiver_id)

    def for_audit(self, now: datetime) -> tuple[Waiver, ...]:
        """Return the waivers that an audit has to know: those in force, and those that lapsed lately."""
        today = now.astimezone(UTC).date()
        known = WAIVER.c.expires >= today - TOLD_FOR
        not_ended = or_(WAIVER.c.ended_at.is_(None), WAIVER.c.ended_at > now)
        asked = select(WAIVER).where(known, not_ended).order_by(WAIVER.c.created_at, WAIVER.c.id)
        with self._store.reading() as connection:
            return tuple(StoredWaiver(**row).waiver for row in connection.execute(asked).mappings())
