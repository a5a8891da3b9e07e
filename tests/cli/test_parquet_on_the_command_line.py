"""`--format parquet`: tables in a folder."""

import json
from collections import Counter

import duckdb
import pytest
from front import NOW, cli


def test_the_tables_are_written_beside_the_other_formats(tmp_path):
    ended = cli("audit", "--mock", *NOW, "--format", "parquet", "json", "--output", "out")

    assert ended.code == 0
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "accounts.parquet",
        "findings.parquet",
        "keys.parquet",
        "key_audit_report.json",
    }
    report = json.loads((tmp_path / "out" / "key_audit_report.json").read_text(encoding="utf-8"))
    told = Counter(one["risk_level"] for one in report["keys"])
    assert (
        dict(duckdb.sql("SELECT risk_level, count(*) FROM 'out/keys.parquet' GROUP BY ALL").fetchall())
        == told
    )


def test_alone_they_go_to_the_usual_folder(tmp_path):
    assert cli("audit", "--mock", *NOW, "--format", "parquet").code == 0
    assert len(list((tmp_path / "reports").glob("*.parquet"))) == 3


@pytest.mark.parametrize("output", ["-", "keys.parquet"])
def test_they_need_a_folder(output):
    ended = cli("audit", "--mock", *NOW, "--format", "parquet", "--output", output)

    assert (ended.code, ended.is_one_line) == (2, True)
    assert "tables need a folder" in ended.err


def test_a_place_that_cannot_be_written_is_refused_before_the_audit(tmp_path):
    (tmp_path / "out" / "keys.parquet").mkdir(parents=True)
    ended = cli("audit", "--mock", *NOW, "--format", "parquet", "--output", "out")

    assert (ended.code, ended.is_one_line) == (2, True)
    assert "keys.parquet cannot be written: it is a folder" in ended.err


def test_key_ids_are_masked_in_them_too(tmp_path):
    cli("audit", "--mock", *NOW, "--format", "parquet", "--mask-keys")

    shown = [key_id for (key_id,) in duckdb.sql("SELECT key_id FROM 'reports/keys.parquet'").fetchall()]
    assert all("****" in key_id for key_id in shown)
