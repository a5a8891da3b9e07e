"""Brings the tables of a store to the version that this program knows, step by step, up or down."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from iam_audit.errors import StoreError
from iam_audit.store.database import Store

STEPS = Path(__file__).parent / "migrations"
VERSION_TABLE = "iam_audit_version"
LOCK = 4_716_233_905_118_224
"""A number of our own, for the advisory lock of PostgreSQL."""


def latest() -> str | None:
    """Return the version that this program knows."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def version(store: Store) -> str | None:
    """Return the version of a store; None for an empty one."""
    with store.reading() as connection:
        return _version(connection)


def upgrade(store: Store) -> None:
    """Bring a store to the latest version, unless it is there. Two programs that start at once do so one by one.

    Raises StoreError for a store that a newer version of the program has changed: writing to it could spoil it.
    """
    known = {one.revision for one in ScriptDirectory.from_config(_config()).walk_revisions()}
    found = version(store)
    if found is not None and found not in known:
        raise StoreError(
            f"The store {store.where} was written by a newer iam-audit (version {found} of its tables). "
            "Upgrade iam-audit, or name another store."
        )
    if found != latest():
        with store.writing() as connection:
            _lock(connection)
            command.upgrade(_config(connection), "head")


def downgrade(store: Store, to: str) -> None:
    """Take steps back, to a version or to `base`: what the later steps added is gone."""
    with store.writing() as connection:
        _lock(connection)
        command.downgrade(_config(connection), to)


def _version(connection: Connection) -> str | None:
    context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
    return context.get_current_revision()


def _lock(connection: Connection) -> None:
    """Wait for others who change the tables. SQLite has one writer at a time anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})


def _config(connection: Connection | None = None) -> Config:
    config = Config(attributes={"connection": connection, "version_table": VERSION_TABLE})
    config.set_main_option("script_location", str(STEPS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
