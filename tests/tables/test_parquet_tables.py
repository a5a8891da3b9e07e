"""The tables of an audit, written as Parquet and asked by DuckDB."""

import re
import sys
from datetime import timedelta
from pathlib import Path

import audits_for_tables as audits
import duckdb
import msgspec
import pytest

from builders import NOW, access_key
from iam_audit.audit import not_assessed
from iam_audit.errors import OutputError, UsageError
from iam_audit.tables import TABLES, AccountRecord, athena_ddl, parquet, records
from iam_audit.tables.columns import columns


@pytest.fixture
def written(tmp_path):
    """Write the tables of an audit, and ask them."""

    def write(result, run_id="run-1"):
        connection = duckdb.connect(":memory:")
        for name, rows in records(result, run_id).items():
            path = tmp_path / f"{name}.parquet"
            path.write_bytes(parquet(TABLES[name], rows))
            connection.execute(f"CREATE VIEW {name} AS SELECT * FROM '{path}'")
        return connection

    return write


def ask(connection, query):
    return connection.execute(query).fetchall()


def test_a_key_keeps_what_the_report_says_of_it(written):
    tables = written(audits.one_account(access_key(age_days=200, used_days_ago=120)))

    query = "SELECT run_id, user_name, key_id, active, age_days, ever_used, last_used_days_ago, risk_level FROM keys"
    assert ask(tables, query) == [("run-1", "alice", "AKIAIOSFODNN7EXAMPLE", True, 200, True, 120, "HIGH")]


def test_moments_are_moments_in_utc(written):
    tables = written(audits.one_account(access_key(age_days=10)))

    ((made, judged),) = ask(tables, "SELECT created_at, judged_at FROM keys")
    assert (judged - made).days == 10
    assert judged == NOW.replace(tzinfo=None)


def test_never_used_and_unknown_are_told_apart(written):
    tables = written(audits.one_account(*audits.never_and_unknown()))

    assert ask(tables, "SELECT user_name, ever_used, last_used_at FROM keys ORDER BY user_name") == [
        ("never", False, None),
        ("unknown", None, None),
    ]


def test_a_finding_keeps_its_fingerprint_and_its_controls(written):
    result = audits.one_account(access_key(age_days=200))
    tables = written(result)

    query = "SELECT fingerprint, status, frameworks FROM findings WHERE check_id = 'access-key-age'"
    ((fingerprint, status, frameworks),) = ask(tables, query)
    assert fingerprint in {one.fingerprint for one in result.findings}
    assert status == "fail"
    assert any(one.startswith("SOC 2: ") for one in frameworks)


def test_an_account_that_was_not_assessed_has_a_row_with_no_numbers_in_it(written):
    tables = written(audits.unread())

    assert ask(tables, "SELECT account_id, status, reason, keys, failed FROM accounts") == [
        ("444455556666", "not_assessed", "the role cannot be assumed", None, None)
    ]


@pytest.mark.parametrize("table", sorted(TABLES))
def test_an_empty_table_has_all_the_columns_with_their_types(written, table):
    tables = written(audits.empty())

    described = [row[:2] for row in ask(tables, f"DESCRIBE {table}")]
    assert described == [(one.name, one.duckdb) for one in columns(TABLES[table])]


def test_equal_audits_make_equal_files():
    rows = [list(records(audits.one_account(access_key()), "r")["keys"]) for _ in range(2)]

    assert parquet(TABLES["keys"], rows[0]) == parquet(TABLES["keys"], rows[1])


def test_names_with_quotes_and_newlines_stay_as_they_are(written):
    name = "o'brien\n\"; DROP TABLE keys; 東京"
    tables = written(audits.one_account(access_key(user_name=name)))

    assert ask(tables, "SELECT user_name FROM keys") == [(name,)]


def test_without_duckdb_the_extra_to_install_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "duckdb", None)

    with pytest.raises(UsageError, match=r"pip install 'iam-audit\[parquet\]'"):
        parquet(AccountRecord, [])


def test_no_room_for_temporary_files_is_an_error_in_one_line():
    def full():
        raise OSError(28, "No space left on device")
        yield

    with pytest.raises(OutputError, match=r"No space left on device. Choose a folder with TMPDIR"):
        parquet(AccountRecord, full())


@pytest.mark.parametrize("table", sorted(TABLES))
def test_athena_is_told_every_column_in_its_order(table):
    ddl = athena_ddl(table, "s3://example-bucket/iam-audit/tables")

    told = re.findall(r"^  (\w+) (\S+) COMMENT", ddl, flags=re.MULTILINE)
    assert told == [(one.name, one.athena) for one in columns(TABLES[table])]
    assert f"s3://example-bucket/iam-audit/tables/{table}/run_date=${{run_date}}/" in ddl


def documented_query(folder):
    """The query of the documentation, over the files of a folder."""
    page = (Path(__file__).parents[2] / "docs" / "past-one-machine.md").read_text(encoding="utf-8")
    (query,) = re.findall(r"```sql\n(WITH .*?)```", page, re.DOTALL)
    return query.replace("s3://example-bucket/iam-audit/tables", str(folder))


@pytest.fixture
def kept(tmp_path):
    """Write the tables of an audit below a day of its own, as the bucket holds them."""

    def keep(result, day):
        moment = NOW + timedelta(days=day)
        for name, rows in records(msgspec.structs.replace(result, generated_at=moment), f"run-{day}").items():
            path = tmp_path / name / f"run_date={moment.date()}" / f"run-{day}.parquet"
            path.parent.mkdir(parents=True)
            path.write_bytes(parquet(TABLES[name], rows))
        return tmp_path

    return keep


def test_the_documented_query_shows_a_key_once_as_of_the_last_run(kept):
    key = access_key(age_days=200, used_days_ago=120)
    kept(audits.one_account(key), day=0)
    folder = kept(audits.one_account(key), day=1)

    rows = [row[:4] for row in duckdb.sql(documented_query(folder)).fetchall()]
    assert rows == [
        ((NOW + timedelta(days=1)).replace(tzinfo=None), "production", "alice", "AKIAIOSFODNN7EXAMPLE")
    ]


def test_the_documented_query_does_not_list_keys_that_are_gone(kept):
    old = access_key(age_days=400, used_days_ago=300)
    kept(audits.one_account(old), day=0)
    folder = kept(audits.one_account(), day=1)

    assert duckdb.sql(documented_query(folder)).fetchall() == []


def test_the_documented_query_lists_what_was_known_before_an_account_could_not_be_read(kept):
    assessed = audits.one_account(access_key(age_days=400, used_days_ago=300))
    lost = not_assessed(assessed.accounts[0].account, "denied")
    kept(assessed, day=0)
    folder = kept(msgspec.structs.replace(assessed, accounts=(lost,)), day=1)

    assert [row[:1] + row[2:4] for row in duckdb.sql(documented_query(folder)).fetchall()] == [
        (NOW.replace(tzinfo=None), "alice", "AKIAIOSFODNN7EXAMPLE")
    ]


def test_the_documented_query_lists_a_key_of_which_it_is_unknown_whether_it_works(kept):
    unknown = msgspec.structs.replace(access_key(age_days=400, used_days_ago=300), active=None)

    assert len(duckdb.sql(documented_query(kept(audits.one_account(unknown), day=0))).fetchall()) == 1
