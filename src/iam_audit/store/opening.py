"""Makes the connection to SQLite or PostgreSQL, and brings the tables up to date."""

import os
import sqlite3
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry

from iam_audit.errors import StoreError
from iam_audit.store.database import Store
from iam_audit.store.location import EXAMPLES, sqlite_file
from iam_audit.store.schema import upgrade

BUSY_SECONDS = 30
"""How long a writer waits for another one."""
CONNECT_SECONDS = 10


def open_store(url: str) -> Store:
    """Open the store and bring its tables up to date."""
    store = connect(url)
    try:
        upgrade(store)
    except BaseException:
        store.close()
        raise
    return store


def connect(url: str, busy_seconds: float = BUSY_SECONDS) -> Store:
    """Open the store as it is."""
    file = sqlite_file(url)
    if file is not None:
        _make_file(file)
        return Store(_sqlite(file, busy_seconds), str(file))
    return _postgresql(url)


def _make_file(file: Path) -> None:
    """Make the file before SQLite does, so that only its owner can read it: it names people and their keys."""
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        why = f"{file.parent} is not a folder" if isinstance(error, FileExistsError) else error.strerror
        raise StoreError(f"The store {file} cannot be opened: {why}. Name another place.") from error


def _sqlite(file: Path, busy_seconds: float) -> Engine:
    engine = create_engine(
        URL.create("sqlite", database=str(file)),
        connect_args={"timeout": busy_seconds, "isolation_level": None},
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    """Let readers and one writer work side by side, survive a crash, and refuse rows that point nowhere."""
    assert isinstance(connection, sqlite3.Connection)  # noqa: S101 - for the type checker
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Connection) -> None:
    """Take the lock of a writer at once: a reader who wants to write later could not wait for it."""
    writes = connection.get_execution_options().get("iam_audit_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _postgresql(url: str) -> Store:
    try:
        made = make_url(url)
        engine = create_engine(made, pool_pre_ping=True, connect_args={"connect_timeout": CONNECT_SECONDS})
    except (ArgumentError, ValueError) as error:
        raise StoreError(f"The URL of the store cannot be read; it is written like {EXAMPLES}.") from error
    except ModuleNotFoundError as error:
        raise StoreError(
            "A store in PostgreSQL needs psycopg, which is not installed. Install iam-audit[postgres]."
        ) from error
    event.listen(engine, "connect", _prepare_postgresql)
    return Store(engine, made.render_as_string(hide_password=True))


def _prepare_postgresql(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    """Have each question planned for what it asks for.

    After ten times PostgreSQL takes a plan for any values, and looks for one word as if half of the rows held it.
    """
    cursor = connection.cursor()
    cursor.execute("SET plan_cache_mode = force_custom_plan")
    cursor.close()
    connection.commit()
