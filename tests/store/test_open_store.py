"""Opening a store, and what is said when it cannot be opened or used."""

import os
import socket
import sqlite3
import stat
import subprocess
import sys

import pytest
from sqlalchemy import text

from iam_audit.errors import IamAuditError, StoreError
from iam_audit.store import open_store
from iam_audit.store.opening import connect
from iam_audit.store.schema import VERSION_TABLE, upgrade


@pytest.fixture
def file(tmp_path):
    return tmp_path / "deep" / "down" / "store.sqlite"


@pytest.fixture
def store(file):
    with open_store(f"sqlite:///{file}") as store:
        yield store


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def value(store, query):
    with store.reading() as connection:
        return connection.execute(text(query)).scalar()


def complaint(url):
    with pytest.raises(StoreError) as trouble:
        open_store(url)
    return str(trouble.value)


# The file


def test_only_the_owner_can_read_the_file_and_its_companions(file):
    before = os.umask(0)
    try:
        with open_store(f"sqlite:///{file}") as store, store.writing():
            modes = {path.name: mode(path) for path in file.parent.iterdir()}
    finally:
        os.umask(before)

    assert set(modes) >= {"store.sqlite", "store.sqlite-wal"}
    assert set(modes.values()) == {0o600}
    assert mode(file.parent) == 0o700


def test_a_file_with_odd_characters_in_its_name_is_opened_by_that_name(tmp_path):
    open_store(f"sqlite:///{tmp_path}/a b?c%20#d.sqlite").close()

    assert [path.name for path in tmp_path.iterdir()] == ["a b?c%20#d.sqlite"]


def test_readers_and_a_writer_do_not_wait_for_each_other_and_rows_point_somewhere(store):
    assert value(store, "PRAGMA journal_mode") == "wal"
    assert value(store, "PRAGMA foreign_keys") == 1
    with store.writing(), store.reading() as connection:
        assert connection.execute(text("SELECT 1")).scalar() == 1


def test_a_transaction_that_fails_leaves_nothing_behind(store):
    add = "INSERT INTO ledger_snooze VALUES ('f', '2026-03-19', 'r', 'b', '2026-03-19')"

    def fails_half_way():
        with store.writing() as connection:
            connection.execute(text(add))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fails_half_way()

    assert value(store, "SELECT count(*) FROM ledger_snooze") == 0


def test_what_is_committed_is_there_for_the_next_who_opens_the_store(file):
    add = "INSERT INTO ledger_snooze VALUES ('f', '2026-03-19', 'r', 'b', '2026-03-19')"
    with open_store(f"sqlite:///{file}") as store, store.writing() as connection:
        connection.execute(text(add))

    with open_store(f"sqlite:///{file}") as store:
        assert value(store, "SELECT count(*) FROM ledger_snooze") == 1


# Trouble


def test_a_folder_cannot_be_the_store(tmp_path):
    assert complaint(f"sqlite:///{tmp_path}") == (
        f"The store {tmp_path} cannot be opened: Is a directory. Name another place."
    )


def test_a_folder_that_is_a_file_is_told(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")

    assert f"cannot be opened: {tmp_path}/file is not a folder" in complaint(
        f"sqlite:///{tmp_path}/file/store.sqlite"
    )


def test_a_file_that_is_something_else_is_not_overwritten(tmp_path):
    other = tmp_path / "letter.txt"
    other.write_text("Dear Jane, " * 100, encoding="utf-8")

    assert complaint(f"sqlite:///{other}") == (
        f"The store {other} does not work: file is not a database. It is some other file: name another place."
    )
    assert other.read_text(encoding="utf-8").startswith("Dear Jane")


def test_a_store_that_another_program_writes_to_for_too_long_is_told(file, store):
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with (
        connect(f"sqlite:///{file}", busy_seconds=0.05) as impatient,
        pytest.raises(StoreError, match=r"database is locked\. Another program is writing to it"),
        impatient.writing(),
    ):
        pass
    other.close()


def test_a_database_that_is_damaged_while_it_is_read_is_told(store):
    with pytest.raises(StoreError, match="no such table: nowhere"), store.reading() as connection:
        connection.execute(text("SELECT * FROM nowhere"))


def test_a_store_of_a_newer_version_is_left_alone(file, store):
    with store.writing() as connection:
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))

    assert complaint(f"sqlite:///{file}") == (
        f"The store {file} was written by a newer iam-audit (version 9999 of its tables). "
        "Upgrade iam-audit, or name another store."
    )


def test_a_server_that_does_not_answer_is_told_without_the_password():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    said = complaint(f"postgresql+psycopg://jane:secret@127.0.0.1:{port}/audit")
    assert said.startswith(f"The store postgresql+psycopg://jane:***@127.0.0.1:{port}/audit does not work: ")
    assert "refused" in said
    assert "secret" not in said


def test_a_database_that_is_not_there_is_told(postgresql_server):
    said = complaint(postgresql_server.replace("/postgres?", "/nowhere?"))

    assert said.endswith('database "nowhere" does not exist. Create it, or correct the URL.')


def test_a_user_who_may_not_make_tables_is_told(new_database):
    url = new_database("guarded")
    with connect(url) as store, store.writing() as connection:
        connection.execute(text("CREATE ROLE guest LOGIN"))
        connection.execute(text("REVOKE CREATE ON SCHEMA public FROM PUBLIC"))

    said = complaint(url.replace("postgres@", "guest@"))
    assert "permission denied for schema public" in said
    assert said.endswith("Grant that user the right to create and change tables in its schema.")


def test_a_url_that_cannot_be_read_is_told_without_repeating_it():
    said = complaint("postgresql+psycopg://jane:secret@host:port/audit")

    assert said.startswith("The URL of the store cannot be read; it is written like sqlite:")
    assert "secret" not in said


def test_what_is_not_installed_is_told(monkeypatch):
    monkeypatch.delitem(sys.modules, "iam_audit.store.opening", raising=False)
    monkeypatch.setitem(sys.modules, "sqlalchemy", None)

    assert complaint("sqlite:///x") == (
        "The store needs 'sqlalchemy', which is not installed. Install iam-audit[store]."
    )


def test_a_missing_driver_is_told(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)

    assert complaint("postgresql+psycopg://db/audit") == (
        "A store in PostgreSQL needs psycopg, which is not installed. Install iam-audit[postgres]."
    )


def test_errors_of_the_store_end_the_program_as_wrong_settings_do():
    assert issubclass(StoreError, IamAuditError)
    assert StoreError.exit_code == 2


def test_a_store_that_is_up_to_date_is_opened_without_writing(file, store):
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    upgrade(store)
    other.close()


def test_nothing_of_the_database_is_imported_before_a_store_is_opened():
    program = (
        "import sys, iam_audit.store, iam_audit.ledger; "
        "print([name for name in ('sqlalchemy', 'alembic', 'psycopg', 'botocore') if name in sys.modules])"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_postgresql_plans_each_question_for_what_it_asks_for(new_database):
    with open_store(new_database("planned")) as store:
        assert value(store, "SHOW plan_cache_mode") == "force_custom_plan"
