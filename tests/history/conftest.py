"""A history with nothing in it, in each database in turn."""

import shutil

import pytest
from sqlalchemy import text

from iam_audit.history.history import History
from iam_audit.store import open_store


@pytest.fixture(scope="session")
def postgresql_for_history(new_database):
    with open_store(new_database("history")) as store:
        yield store


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory):
    """A file with all tables and nothing in them: copying it is quicker than making it."""
    file = tmp_path_factory.mktemp("history") / "store.sqlite"
    open_store(f"sqlite:///{file}").close()
    return file


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request, tmp_path):
    if request.param == "sqlite":
        file = shutil.copy(request.getfixturevalue("migrated_file"), tmp_path / "store.sqlite")
        with open_store(f"sqlite:///{file}") as store:
            yield store
        return
    store = request.getfixturevalue("postgresql_for_history")
    yield store
    from iam_audit.store.columns import METADATA

    names = ", ".join(name for name in METADATA.tables if name.startswith("history_"))
    with store.writing() as connection:
        connection.execute(text(f"TRUNCATE {names}"))


@pytest.fixture
def history(store):
    return History(store)
