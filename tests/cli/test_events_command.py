"""`iam-audit events`: CloudTrail on loopback, the account on moto's server, a real SQLite file in between."""

import csv
import io
import json
import re
import sqlite3
from datetime import UTC, datetime, timedelta

import pytest
from front import cli

from builders import access_key, user
from history_builders import judged, result, save
from iam_audit.history.history import History
from iam_audit.store import open_store
from rotation_desk import ACCOUNT, ENVIRONMENT, moto_server, new_account
from simulated_trail import SimulatedTrail
from trail_records import entry, person, session

BEGIN = datetime.now(UTC).replace(microsecond=0)


@pytest.fixture(scope="module")
def moto_url():
    with moto_server() as url:
        yield url


@pytest.fixture
def account(moto_url, monkeypatch):
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    return new_account(moto_url)


@pytest.fixture
def trail():
    with SimulatedTrail({ENVIRONMENT["AWS_ACCESS_KEY_ID"]: []}) as running:
        running.mine = running.events[ENVIRONMENT["AWS_ACCESS_KEY_ID"]]
        yield running


@pytest.fixture
def command(account, trail, tmp_path):
    """Runs a command some hours from now."""
    settings = f'[store]\nurl = "sqlite:///{tmp_path}/store.sqlite"\n[remediate]\narmed = ["{ACCOUNT}"]\n'
    tmp_path.joinpath("iam-audit.toml").write_text(
        settings + "[rotate]\ntell_owner = false\n[events]\ncalls_per_second = 1000\n"
    )
    environment = ENVIRONMENT | {"AWS_ENDPOINT_URL": account.url, "AWS_ENDPOINT_URL_CLOUDTRAIL": trail.url}

    def run(*args: str, hours: float = 0):
        return cli(*args, "--now", after(hours).isoformat(), env=environment)

    return run


def after(hours: float) -> datetime:
    return BEGIN + timedelta(hours=hours)


def mark_of(tmp_path) -> str:
    """Return what CloudTrail can tell the last run of the journal by: it is in the user agent."""
    with sqlite3.connect(tmp_path / "store.sqlite") as database:
        (run_id,) = database.execute(
            "SELECT run_id FROM journal_entry ORDER BY rowid DESC LIMIT 1"
        ).fetchone()
    database.close()
    return run_id.rpartition("-")[2]


def test_what_we_did_the_owner_did_and_somebody_else_did_is_told_apart(command, account, trail, tmp_path):
    command("rotate", "--user", "deploy", "--apply")
    new = account.new()
    account.use(new, after(24))
    command("rotate", "--apply", hours=24 * 9)
    agent = f"Boto3 iam-audit/1.0 run/{mark_of(tmp_path)}"
    off = {"key": account.old, "status": "Inactive"}
    trail.mine += [
        entry("e1", "UpdateAccessKey", after(24 * 9), **off, agent=agent, who=session("pipeline")),
        entry(
            "e2",
            "DeleteAccessKey",
            after(24 * 9 + 1),
            user="dana",
            key="AKIAIOSFODNN7EXAMPLE",
            who=person("dana"),
        ),
        entry("e3", "DeleteLoginProfile", after(24 * 9 + 2), user="bob", who=session("mallory")),
        entry("e4", "CreateLoginProfile", after(24 * 9 + 3), user="bob", who=person("bob")),
        entry("e5", "DeleteUser", after(24 * 9 + 3), user="carol", errorCode="AccessDenied"),
    ]

    ended = command("events", hours=24 * 9 + 4)

    assert (ended.code, ended.err) == (0, "")
    assert "4 events, 4 new." in ended.out
    assert "Closed: 1 this program, 1 the owner, 1 came back." in ended.out
    assert re.search(
        rf"this program: access-key {account.old} of deploy .* step deactivate-access-key of run rotate-",
        ended.out,
    )
    assert (
        "came back: password bob in 123456789012: DeleteLoginProfile, by arn:aws:sts::123456789012"
        in ended.out
    )
    assert "carol" not in ended.out
    status = command("remediate", "status").out
    assert "CloudTrail: UpdateAccessKey (Inactive) on " in status
    assert "next: `iam-audit rotate --apply` goes on with it" in status


def test_only_what_is_new_is_asked_for_and_nothing_is_told_twice(command, trail):
    trail.mine += [
        entry("e1", "DeleteUser", after(-30), user="carol"),
        entry("e2", "DeleteUser", after(-1), user="dora"),
    ]
    first = command("events")
    trail.mine += [entry("e3", "DeleteUser", after(-2), user="late")]
    second = command("events", hours=5)

    assert "2 events, 2 new." in first.out
    assert "late" in second.out
    assert "1 new." in second.out
    assert "carol" not in second.out
    assert {region for region, _ in trail.asked} == {"us-east-1"}


def test_the_same_as_rows_and_for_programs(command, trail):
    trail.mine.append(entry("e1", "DeleteUser", after(-1), user="=cmd()", who=person("=cmd()")))

    (row,) = csv.DictReader(io.StringIO(command("events", "--format", "csv").out))
    told = json.loads(command("events", "--format", "json").out)

    assert (row["eventName"], row["target_user"], row["who"]) == ("DeleteUser", "'=cmd()", "owner")
    assert [one["who"] for one in told["events"]] == ["owner"]
    assert told["closures"][0]["verdict"] == "owner"


def test_the_history_learns_who_resolved_a_finding(command, trail, tmp_path):
    with open_store(f"sqlite:///{tmp_path}/store.sqlite") as store:
        history = History(store)
        old = access_key(age_days=400, account_id=ACCOUNT)
        save(history, result(judged(after(-50), access_keys=(old,), users=(user("alice"),)), at=after(-50)))
        save(history, result(judged(after(-20), access_keys=(), users=(user("alice"),)), at=after(-20)))
        resolved = [one for one in history.findings().items if one.resolved_at]
    assert resolved
    assert "not seen yet" not in command("events", "--since", after(-40).isoformat()).out
    assert "no record: access-key" in command("events").out
    trail.mine.append(
        entry("e1", "DeleteAccessKey", after(-30), user="alice", key=old.id, who=session("mallory"))
    )

    ended = command("events", "--since", after(-40).isoformat())

    assert "The history knows now who closed" in ended.out
    with open_store(f"sqlite:///{tmp_path}/store.sqlite") as store:
        found = History(store).finding(resolved[0].fingerprint)
    assert found.record.resolved_by == "arn:aws:sts::123456789012:assumed-role/admin/mallory"
    assert "DeleteAccessKey" in found.events[-1].note


def test_an_account_that_cannot_be_asked_is_exit_code_3(command, trail):
    trail.refused = (ENVIRONMENT["AWS_ACCESS_KEY_ID"],)

    ended = command("events")

    assert ended.code == 3
    assert "iam-audit: 123456789012: " in ended.err
    assert "LookupEvents" in ended.err


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--since", after(1).isoformat()), "is not before"),
        (("--since", after(-24 * 100).isoformat()), "with --athena"),
        (("--table-for", "logs"), "written s3://BUCKET/AWSLogs"),
        (("--format", "xml"), "xml"),
    ],
)
def test_what_cannot_be_right_is_refused(command, args, said):
    ended = command("events", *args)

    assert (ended.code, ended.is_one_line) == (2, True)
    assert said in ended.err


def test_the_table_for_athena_is_printed(command):
    made = command("events", "--table-for", "s3://logs/AWSLogs").out

    assert made.startswith("CREATE EXTERNAL TABLE iam_audit_trail (")
    assert "'projection.region.values' = 'us-east-1'" in made
