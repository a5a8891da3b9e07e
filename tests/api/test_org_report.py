import csv
import sys
from datetime import UTC, datetime, timedelta

import pytest

from builders import NOW, days_ago
from iam_audit import aws, main
from iam_audit.api.org_report import org_report, period
from iam_audit.errors import UsageError
from iam_audit.workflows import Entry, Organization
from simulated_aws import SimulatedAws
from simulated_trail import SimulatedTrail, trail_event

EVENT_COLUMNS = ["eventTime", "eventName", "username", "account_id", "account_name", "resources"]


@pytest.fixture
def simulated(monkeypatch):
    """Three accounts of ten users with three keys each account; the third lets nobody in."""
    with SimulatedAws(accounts=3, users=10, deny_account=("444455556666",)) as server:
        for name, value in server.environment.items():
            monkeypatch.setenv(name, value)
        yield server


@pytest.fixture
def trail(simulated, monkeypatch):
    own = trail_event("a", "DeleteUser", 1770000100, resources=("mallory", "=cmd()"))
    with SimulatedTrail({simulated.environment["AWS_ACCESS_KEY_ID"]: [own]}) as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL_CLOUDTRAIL", server.url)
        yield server


def report():
    source = Organization(aws=aws.connect(), entry=Entry(role="iam-audit-reader"))
    return org_report(source, NOW, (days_ago(90), NOW), calls_per_second=1000)


def test_every_key_of_every_account_that_can_be_read_is_a_row(trail):
    rows = report().findings

    assert {row["account_id"] for row in rows} == {"123456789012", "111122223333"}
    assert len(rows) == len({row["access_key_id"] for row in rows}) > 0


def test_an_account_that_lets_nobody_in_is_named_and_stops_no_other(trail):
    failures = report().failures

    assert any(line.startswith("444455556666 ") for line in failures)


def test_events_name_what_happened_where(trail):
    events = report().events

    assert [(event["eventName"], event["account_id"], event["resources"]) for event in events] == [
        ("DeleteUser", "123456789012", ["mallory", "=cmd()"])
    ]


def test_both_files_carry_the_moment_in_their_names(trail, tmp_path):
    keys, events = report().write(tmp_path, NOW)

    assert (keys.name, events.name) == (
        "iam_audit_report_20260319_120000.csv",
        "cloudtrail_events_20260319_120000.csv",
    )
    assert next(csv.reader(keys.read_text().splitlines()))[:3] == ["account_id", "account_name", "username"]
    rows = list(csv.reader(events.read_text().splitlines()))
    assert rows[0] == EVENT_COLUMNS
    assert rows[1][5] == "mallory, =cmd()"


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        pytest.param(None, None, (days_ago(90), NOW), id="the last ninety days"),
        pytest.param(None, days_ago(10), (days_ago(100), days_ago(10)), id="ninety days before the end"),
        pytest.param(days_ago(5), None, (days_ago(5), NOW), id="from a start up to now"),
    ],
)
def test_the_period_is_ninety_days_unless_told_otherwise(start, end, expected):
    assert period(start, end, NOW) == expected


def test_a_period_that_ends_before_it_starts_is_refused():
    with pytest.raises(UsageError, match="is not before --end"):
        period(NOW, days_ago(1), NOW)


@pytest.fixture
def profile(tmp_path, monkeypatch, simulated):
    config = tmp_path / "config"
    config.write_text(
        "[profile management]\nregion = us-east-1\n"
        f"aws_access_key_id = {simulated.environment['AWS_ACCESS_KEY_ID']}\naws_secret_access_key = example\n"
    )
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    monkeypatch.chdir(tmp_path)
    return "management"


def call_main(monkeypatch, *flags):
    monkeypatch.setattr(sys, "argv", ["iam_audit.py", *flags])
    return main()


def test_main_writes_both_files_and_returns_their_rows(trail, profile, tmp_path, monkeypatch, caplog):
    flags = (
        "--profile",
        profile,
        "--role",
        "iam-audit-reader",
        "--start",
        "2026-01-01",
        "--end",
        "2026-03-19",
    )
    findings, events = call_main(monkeypatch, *flags)

    written = sorted(path.name for path in tmp_path.glob("*.csv"))
    assert [name.rpartition("_")[0].rpartition("_")[0] for name in written] == [
        "cloudtrail_events",
        "iam_audit_report",
    ]
    assert len(findings) > 0
    assert [event["eventName"] for event in events] == ["DeleteUser"]
    assert any("444455556666" in record.getMessage() for record in caplog.records)
    stamp = datetime.strptime(written[0][-19:-4], "%Y%m%d_%H%M%S").replace(tzinfo=UTC)
    assert datetime.now(UTC) - stamp < timedelta(minutes=5)


@pytest.mark.parametrize("flags", [("--profile", "management"), ("--role", "reader"), ()])
def test_main_needs_a_profile_and_a_role(flags, monkeypatch, capsys):
    with pytest.raises(SystemExit) as end:
        call_main(monkeypatch, *flags)

    assert end.value.code == 2
    assert "required" in capsys.readouterr().err


def test_main_refuses_a_date_that_is_none(monkeypatch, capsys):
    with pytest.raises(SystemExit) as end:
        call_main(monkeypatch, "--profile", "p", "--role", "r", "--start", "yesterday")

    assert end.value.code == 2
    assert "yesterday" in capsys.readouterr().err


def test_main_with_an_unknown_profile_is_one_line_and_code_2(profile, monkeypatch, capsys):
    with pytest.raises(SystemExit) as end:
        call_main(monkeypatch, "--profile", "nobody", "--role", "r")

    said = capsys.readouterr().err
    assert end.value.code == 2
    assert "nobody" in said
    assert "Traceback" not in said
    assert said.count("\n") == 1
