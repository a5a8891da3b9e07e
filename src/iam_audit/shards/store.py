"""Where shards are kept: a few words that a bucket and a folder can both say."""

from typing import Protocol

import msgspec


class Store(Protocol):
    """Keeps bytes by name; names look like paths."""

    def put(self, name: str, data: bytes, media_type: str) -> None:
        """Keep the bytes, in the place of those of that name. Raises OutputError."""

    def get(self, name: str) -> bytes | None:
        """Return the bytes; None when there are none of that name. Raises InputError."""


class Trouble(msgspec.Struct, frozen=True, kw_only=True):
    """Why an account was not finished, the last time that somebody tried."""

    account_id: str
    reason: str
