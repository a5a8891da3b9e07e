"""One journal of each kind, for the tests that hold for all of them."""

import pytest
from sqlalchemy import text

from iam_audit.journal import InMemoryJournal
from iam_audit.journal.sql import SqlJournal
from iam_audit.journal.sql_tables import ENTRY, EVENT, LEASE
from iam_audit.store import open_store


@pytest.fixture
def sqlite_store(tmp_path):
    with open_store(f"sqlite:///{tmp_path}/store.sqlite") as store:
        yield store


@pytest.fixture(scope="session")
def postgresql_with_tables(new_database):
    with open_store(new_database("journal")) as store:
        yield store


@pytest.fixture
def postgresql_store(postgresql_with_tables):
    yield postgresql_with_tables
    with postgresql_with_tables.writing() as connection:
        names = ", ".join(table.name for table in (ENTRY, EVENT, LEASE))
        connection.execute(text(f"TRUNCATE {names} CASCADE"))


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request):
    return request.getfixturevalue(f"{request.param}_store")


@pytest.fixture(params=["in memory", "sqlite", "postgresql"])
def journal(request):
    """A journal with nothing in it, of each kind in turn."""
    if request.param == "in memory":
        return InMemoryJournal()
    return SqlJournal(request.getfixturevalue(f"{request.param}_store"))
