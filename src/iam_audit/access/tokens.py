"""API tokens: made once, shown once, kept as digests."""

from datetime import datetime, timedelta

import msgspec
from sqlalchemy import RowMapping, insert, select, update

from iam_audit.access.secrets_made import PREFIX, digest_of, new_id, new_token_secret
from iam_audit.access.sql_tables import TOKEN
from iam_audit.access.values import NewToken, Token
from iam_audit.settings import Role
from iam_audit.store.database import Store

NOTED_EVERY = timedelta(hours=1)
"""How exactly it is known when a token was last used: not every request writes to the store."""


class Tokens:
    """The tokens of a store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def create(
        self, name: str, role: Role, accounts: tuple[str, ...], until: datetime, *, by: str, now: datetime
    ) -> NewToken:
        """Make a token; its secret is in the answer and nowhere else."""
        secret = new_token_secret()
        token = Token(
            id=new_id(),
            name=name,
            role=role,
            accounts=accounts,
            created_at=now,
            created_by=by,
            expires_at=until,
        )
        values = {name: getattr(token, name) for name in token.__struct_fields__}
        values |= {"digest": digest_of(secret), "accounts": msgspec.json.encode(accounts).decode()}
        with self._store.writing() as connection:
            connection.execute(insert(TOKEN), values)
        return NewToken(token=token, secret=secret)

    def all(self) -> tuple[Token, ...]:
        """Return every token there ever was, the newest first."""
        asked = select(TOKEN).order_by(TOKEN.c.created_at.desc(), TOKEN.c.id)
        with self._store.reading() as connection:
            return tuple(map(_token, connection.execute(asked).mappings()))

    def find(self, token_id: str) -> Token | None:
        """Return a token by its id."""
        with self._store.reading() as connection:
            row = connection.execute(select(TOKEN).where(TOKEN.c.id == token_id)).mappings().first()
        return _token(row) if row else None

    def revoke(self, token_id: str, now: datetime) -> bool:
        """End a token; False where there is none of that id, or it has ended before."""
        open_one = (TOKEN.c.id == token_id, TOKEN.c.revoked_at.is_(None))
        with self._store.writing() as connection:
            return connection.execute(update(TOKEN).where(*open_one).values(revoked_at=now)).rowcount == 1

    def opened_by(self, secret: str, now: datetime) -> Token | None:
        """Return the token that a secret belongs to, if it works now."""
        if not secret.startswith(PREFIX):
            return None
        asked = select(TOKEN).where(TOKEN.c.digest == digest_of(secret))
        with self._store.reading() as connection:
            row = connection.execute(asked).mappings().first()
        token = _token(row) if row else None
        if token is None or not token.works_at(now):
            return None
        self._note_use(token, now)
        return token

    def any_works(self, now: datetime) -> bool:
        """Whether there is a token that opens anything."""
        return any(one.works_at(now) for one in self.all())

    def _note_use(self, token: Token, now: datetime) -> None:
        if token.last_used_at is None or now - token.last_used_at >= NOTED_EVERY:
            with self._store.writing() as connection:
                connection.execute(update(TOKEN).where(TOKEN.c.id == token.id).values(last_used_at=now))


def _token(row: RowMapping) -> Token:
    values = {name: row[name] for name in Token.__struct_fields__}
    accounts = msgspec.json.decode(row["accounts"], type=tuple[str, ...])
    return Token(**(values | {"role": Role(row["role"]), "accounts": accounts}))
