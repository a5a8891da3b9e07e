"""Sessions: what is known of those who signed in with a browser. The browser holds a random number, no more."""

from datetime import datetime, timedelta

import msgspec
from sqlalchemy import RowMapping, delete, insert, or_, select, update

from iam_audit.access.secrets_made import digest_of, new_cookie
from iam_audit.access.sql_tables import SESSION, TOKEN
from iam_audit.access.values import Session, Way, Who
from iam_audit.settings import Role
from iam_audit.store.database import Store

NOTED_EVERY = timedelta(minutes=1)
"""How exactly it is known when a session was last used."""


class Sessions:
    """The sessions of a store. Each ends when nobody uses it for a while, and after a time in any case."""

    def __init__(self, store: Store, *, idle: timedelta, longest: timedelta) -> None:
        self._store = store
        self._idle = idle
        self._longest = longest

    def start(self, who: Who, now: datetime, token_id: str | None = None) -> str:
        """Begin a session and return what its cookie holds; sessions that are over are dropped."""
        cookie = new_cookie()
        values = {
            "digest": digest_of(cookie),
            "name": who.name,
            "role": who.role.value,
            "accounts": msgspec.json.encode(who.accounts).decode(),
            "token_id": token_id,
            "started_at": now,
            "seen_at": now,
            "expires_at": now + self._longest,
        }
        over = or_(SESSION.c.expires_at <= now, SESSION.c.seen_at <= now - self._idle)
        with self._store.writing() as connection:
            connection.execute(delete(SESSION).where(over))
            connection.execute(insert(SESSION), values)
        return cookie

    def opened_by(self, cookie: str, now: datetime) -> Session | None:
        """Return the session of a cookie, if it is still one; that it is used now is noted."""
        digest = digest_of(cookie)
        # A session that began with a token must not outlive it.
        joined = SESSION.outerjoin(TOKEN, TOKEN.c.id == SESSION.c.token_id)
        ends = (TOKEN.c.revoked_at, TOKEN.c.expires_at.label("token_expires_at"))
        asked = select(SESSION, *ends).select_from(joined).where(SESSION.c.digest == digest)
        with self._store.reading() as connection:
            row = connection.execute(asked).mappings().first()
        if row is None or not self._open(row, now):
            return None
        if now - row["seen_at"] >= NOTED_EVERY:
            with self._store.writing() as connection:
                connection.execute(update(SESSION).where(SESSION.c.digest == digest).values(seen_at=now))
        return _session(row)

    def end(self, cookie: str) -> None:
        """Sign out."""
        with self._store.writing() as connection:
            connection.execute(delete(SESSION).where(SESSION.c.digest == digest_of(cookie)))

    def _open(self, row: RowMapping, now: datetime) -> bool:
        if now >= row["expires_at"] or now >= row["seen_at"] + self._idle:
            return False
        if row["token_id"] is None:
            return True
        until = row["token_expires_at"]
        return until is not None and row["revoked_at"] is None and now < until


def _session(row: RowMapping) -> Session:
    who = Who(
        name=row["name"],
        role=Role(row["role"]),
        way=Way.SESSION,
        accounts=msgspec.json.decode(row["accounts"], type=tuple[str, ...]),
    )
    moments = {name: row[name] for name in ("started_at", "seen_at", "expires_at", "token_id")}
    return Session(who=who, **moments)
