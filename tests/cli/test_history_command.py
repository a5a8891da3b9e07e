"""`iam-audit audit --save` and `iam-audit history` through the front."""

import json

import pytest
from front import cli

from alert_scenes import save_bundle

MONDAY = ("--now", "2026-03-16T12:00:00Z")
TUESDAY = ("--now", "2026-03-17T12:00:00Z")
KEYS = ("--only", "access-key-age")
TO_FILE = ("--format", "json", "--output", "report.json")


@pytest.fixture
def accounts(tmp_path):
    save_bundle(tmp_path / "accounts", {"alice": {"email": "alice@example.com"}})
    return tmp_path / "accounts"


def audit(*more):
    ended = cli("audit", "--from-dir", "accounts", *KEYS, *TO_FILE, *more)
    assert ended.code in (0, 3), ended.err
    return ended


@pytest.mark.parametrize("command", ["list", "diff", "trend"])
def test_with_nothing_saved_it_says_how_to_save_and_makes_no_store(command, tmp_path):
    ended = cli("history", command)

    assert ended.code == 0
    assert "audit --save" in ended.out
    assert not (tmp_path / "state").exists()


def test_an_audit_is_saved_only_where_that_is_asked_for(accounts):
    assert "Saved" not in audit(*MONDAY).err
    assert "Saved as run 1: 1 new." in audit("--save", *MONDAY).err
    assert "saved already, as run 1" in audit("--save", *MONDAY).err


def test_the_settings_can_ask_for_it_but_not_of_the_invented_account(accounts, tmp_path):
    (tmp_path / "iam-audit.toml").write_text("[store]\nsave = true\n")

    assert "Saved as run 1" in audit(*MONDAY).err
    assert "Saved" not in cli("audit", "--mock", *TO_FILE, *TUESDAY).err
    assert "Saved as run 2" in cli("audit", "--mock", "--save", *TO_FILE, *TUESDAY).err


def test_a_store_that_cannot_be_used_is_refused_before_anything_is_read(accounts, tmp_path):
    (tmp_path / "iam-audit.toml").write_text('[store]\nurl = "sqlite:////dev/null/no/store.sqlite"\n')
    ended = cli("audit", "--from-dir", "accounts", "--save", *TO_FILE)

    assert ended.code == 2
    assert ended.is_one_line
    assert not (tmp_path / "report.json").exists()


def test_what_is_new_since_the_last_time_is_shown_and_can_fail_a_build(accounts):
    audit("--save", *MONDAY)
    alone = cli("history", "diff")
    save_bundle(accounts, {"alice": {}, "bob": {}})
    audit("--save", *TUESDAY)
    both = cli("history", "diff")
    failed = cli("history", "diff", "--fail-on", "medium", "--format", "json")

    assert "takes two to compare" in alone.out
    assert "1 new, 1 still open" in both.out
    assert "New (1)\n  medium    access-key-age  access-key bob/1" in both.out
    assert (both.code, failed.code) == (0, 1)
    assert json.loads(failed.out)["diff"]["counts"]["new"] == 1
    assert cli("history", "diff", "--fail-on", "critical").code == 0


def test_runs_are_named_by_number_and_a_wrong_one_is_refused(accounts):
    audit("--save", *MONDAY)
    audit("--save", *TUESDAY)

    assert "1 still open" in cli("history", "diff", "1", "2").out
    wrong = cli("history", "diff", "7")
    assert (wrong.code, wrong.is_one_line) == (2, True)
    assert "no run '7'" in wrong.err


def test_runs_are_listed_the_last_one_first(accounts):
    audit("--save", *MONDAY)
    audit("--save", *TUESDAY)
    lines = cli("history", "list").out.splitlines()
    told = json.loads(cli("history", "list", "--format", "json", "--limit", "1").out)

    assert [line.split()[0] for line in lines] == ["run", "2", "1"]
    assert [one["number"] for one in told["runs"]] == [2]


def test_a_trend_tells_days_fix_times_and_what_is_overdue(accounts):
    audit("--save", *MONDAY)
    audit("--save", *TUESDAY)
    late = ("--now", "2026-05-20")
    ended = cli("history", "trend", *late)
    told = json.loads(cli("history", "trend", *late, "--format", "json").out)

    assert [line.split()[0] for line in ended.out.splitlines()[1:3]] == ["2026-03-16", "2026-03-17"]
    assert next(one["overdue"] for one in told["fix_times"] if one["severity"] == "medium") == 1
    assert "No audit was saved in the last 3 days" in cli("history", "trend", "--days", "3", *late).out


def test_owners_are_remembered_by_their_tag(accounts, tmp_path):
    audit("--save", *MONDAY)
    from iam_audit.workflows import history_at

    with history_at(f"sqlite:///{tmp_path}/state/iam-audit/store.sqlite") as history:
        assert history.owners() == ("alice@example.com",)
