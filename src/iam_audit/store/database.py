"""One open store: transactions that end well or not at all, and errors in words."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from iam_audit.store.faults import translated


class Store:
    """A database whose tables are up to date. Close it, or use it as a context manager."""

    def __init__(self, engine: Engine, where: str) -> None:
        self._engine = engine
        self.where = where
        """What messages call it: never with a password."""

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a transaction that sees the store as it is now."""
        try:
            with self._engine.begin() as connection:
                yield connection
        except DBAPIError as error:
            raise translated(error, self.where) from error

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction that writes: all of it or nothing. In SQLite, one at a time from its beginning."""
        try:
            with (
                self._engine.connect().execution_options(iam_audit_writes=True) as connection,
                connection.begin(),
            ):
                yield connection
        except DBAPIError as error:
            raise translated(error, self.where) from error

    def close(self) -> None:
        """Give the connections back."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
