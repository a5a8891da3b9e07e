import csv
import io
import json

import pytest
from front import NOW, cli, process

from iam_audit.reports import formats

NO_NETWORK = """
import socket, sys

def refuse(*_, **__):
    sys.exit("a socket was made")

socket.socket = socket.create_connection = socket.getaddrinfo = refuse
class Watch:
    def find_spec(self, name, *_):
        if name.partition(".")[0] in ("boto3", "botocore"):
            sys.exit(f"{name} was imported")
sys.meta_path.insert(0, Watch())
"""
TIERS = "COMPLIANT: 3 | LOW: 1 | MEDIUM: 2 | HIGH: 2 | CRITICAL: 1"


def mock(*args: str, **how):
    return cli("audit", "--mock", *NOW, *args, **how)


def report(*args: str, **how):
    return json.loads(mock("--format", "json", *args, **how).out)


def test_without_format_the_table_is_shown_and_json_and_csv_are_written(tmp_path):
    ended = mock()

    assert ended.code == 0
    assert "AWS IAM Access Key Audit Results" in ended.out
    assert TIERS in ended.out
    assert ended.err.splitlines() == [
        "Wrote reports/key_audit_report.json",
        "Wrote reports/key_audit_report.csv",
    ]
    assert json.loads((tmp_path / "reports/key_audit_report.json").read_text())["total_keys_audited"] == 9
    assert len((tmp_path / "reports/key_audit_report.csv").read_text().splitlines()) == 10


def test_it_opens_no_socket_and_imports_no_sdk(tmp_path):
    (tmp_path / "sitecustomize.py").write_text(NO_NETWORK)

    ended = process("audit", "--mock", env={"PYTHONPATH": str(tmp_path)})

    assert (ended.code, TIERS in ended.out) == (0, True)


def test_the_guard_against_the_network_works(tmp_path):
    (tmp_path / "sitecustomize.py").write_text(NO_NETWORK)

    assert "was imported" in process("audit", env={"PYTHONPATH": str(tmp_path)}).err


@pytest.mark.parametrize("name", formats())
def test_one_format_goes_to_stdout_alone(name, tmp_path):
    ended = mock("--format", name)

    assert ended.code == 0
    assert ended.out.endswith("\n")
    assert ended.err == ("" if name == "table" else "1 of 1 account assessed\n")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "args",
    [
        ["--format", "json", "csv", "html"],
        ["--format", "json,csv,html"],
        ["--format", "json", "--format", "csv,html"],
        ["--format=json", "csv", "--format=html"],
        ["--format", "JSON", "csv", "html", "csv"],
    ],
)
def test_several_formats_are_written_to_the_folder(args, tmp_path):
    ended = mock(*args, "--output", "out/of/here")

    assert (ended.code, ended.out) == (0, "")
    written = sorted(path.name for path in (tmp_path / "out/of/here").iterdir())
    assert written == ["key_audit_report.csv", "key_audit_report.html", "key_audit_report.json"]


def test_several_formats_go_to_reports_unless_said_otherwise_and_the_table_is_shown(tmp_path):
    ended = mock("--format", "table", "json", "junit")

    assert TIERS in ended.out
    assert sorted(path.name for path in (tmp_path / "reports").iterdir()) == [
        "junit.xml",
        "key_audit_report.json",
    ]


@pytest.mark.parametrize(
    ("output", "file"),
    [
        ("deep/er/my.json", "deep/er/my.json"),
        ("there", "there/key_audit_report.json"),
        ("new/", "new/key_audit_report.json"),
        ("without-suffix", "without-suffix"),
    ],
)
def test_one_format_with_an_output_is_written_there(output, file, tmp_path):
    (tmp_path / "there").mkdir()

    ended = mock("--format", "json", "--output", output)

    assert (ended.code, ended.out) == (0, "")
    assert json.loads((tmp_path / file).read_text())["total_keys_audited"] == 9


def test_a_dash_is_stdout(tmp_path):
    assert json.loads(mock("--format", "json", "--output", "-").out)["total_keys_audited"] == 9
    assert not list(tmp_path.iterdir())


def test_no_temporary_file_stays_behind(tmp_path):
    mock("--format", "json", "csv", "--output", ".")

    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "key_audit_report.csv",
        "key_audit_report.json",
    ]


@pytest.mark.parametrize(
    ("args", "code"),
    [
        ([], 0),
        (["--fail-on", "critical"], 0),
        (["--fail-on", "high"], 1),
        (["--fail-on", "HIGH"], 1),
        (["--fail-on", "info"], 1),
        (["--fail-on", "medium", "--only", "root-mfa"], 0),
    ],
)
def test_the_exit_code_tells_whether_something_is_as_bad_as_fail_on(args, code):
    assert mock("--format", "csv", *args).code == code


@pytest.mark.parametrize(
    ("args", "checks"),
    [
        (["--only", "access-key-age"], {"access-key-age"}),
        (["--only", "access-key-age", "root-mfa"], {"access-key-age", "root-mfa"}),
        (["--only", "access-key-age,root-mfa"], {"access-key-age", "root-mfa"}),
        (["--only", "root-mfa*", "--skip", "root-mfa-*"], {"root-mfa"}),
    ],
)
def test_checks_can_be_chosen(args, checks):
    assert {one["check_id"] for one in report(*args)["accounts"][0]["checks"]} == checks


def test_checks_can_be_left_out():
    everything = {one["check_id"] for one in report()["accounts"][0]["checks"]}
    rest = {one["check_id"] for one in report("--skip", "password-policy-*")["accounts"][0]["checks"]}

    assert everything - rest == {one for one in everything if one.startswith("password-policy-")}


def test_key_ids_can_be_masked():
    text = mock("--format", "json", "--mask-keys").out

    assert "AKIA2222222222222222" not in text
    assert "AKIA************2222" in text


def test_what_passed_can_be_listed():
    assert {one["status"] for one in report("--include-passed")["findings"]} == {"fail", "manual", "pass"}


def test_users_without_permissions_can_be_muted():
    muted = report("--ignore-users-without-permissions")

    assert muted["summary"]["statuses"]["fail"] <= report()["summary"]["statuses"]["fail"]


def test_the_moment_is_the_one_that_was_named():
    assert report()["generated_at"] == "2026-03-19T12:00:00+00:00"


def test_the_same_moment_gives_the_same_report():
    assert mock("--format", "json").out == mock("--format", "json").out


def test_quiet_says_nothing_on_stderr():
    assert mock("--quiet", "--format", "csv").err == ""
    assert mock("-q").err == ""


def settings(folder, text: str) -> None:
    (folder / "iam-audit.toml").write_text(text)


def test_settings_are_read_and_flags_override_them(tmp_path):
    settings(tmp_path, '[audit]\nfail_on = "high"\nonly = ["access-key-age"]\n[report]\nformat = ["csv"]\n')

    assert mock().code == 1
    assert mock().out.startswith("username,key_id")
    assert mock("--fail-on", "critical").code == 0
    assert mock("--only", "root-mfa").code == 0


def test_the_environment_overrides_the_file(tmp_path):
    settings(tmp_path, '[audit]\nfail_on = "high"\n')

    assert mock("--format", "csv", env={"IAM_AUDIT_AUDIT__FAIL_ON": "critical"}).code == 0


def test_options_of_checks_and_limits_come_from_the_settings(tmp_path):
    settings(tmp_path, "[checks.access-key-age]\nmax_days = 10\nhigh_days = 15\n[limits]\nhigh_days = 100\n")

    changed = report("--only", "access-key-age")

    assert changed["summary"]["severities"]["high"] == 7
    assert changed["summary"]["risk_levels"]["HIGH"] == 1


def test_options_of_checks_come_from_the_environment_too():
    changed = report("--only", "access-key-age", env={"IAM_AUDIT_CHECKS__ACCESS_KEY_AGE__MAX_DAYS": "300"})

    assert changed["findings"] == []


def test_a_check_can_be_switched_off_and_weighed_in_the_settings(tmp_path):
    settings(
        tmp_path, '[checks.access-key-age]\nseverity = "low"\n[checks.access-key-unused]\nenabled = false\n'
    )

    changed = report("--only", "access-key-age", "access-key-unused")

    assert {one["check_id"] for one in changed["findings"]} == {"access-key-age"}
    assert {one["severity"] for one in changed["findings"]} == {"low"}
    assert {one["rotation_finding"]["severity"] for one in changed["keys"] if one["rotation_finding"]} == {
        "low"
    }
    assert mock("--only", "access-key-age", "--fail-on", "medium").code == 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "[audit]\nfail_om = 1",
            "iam-audit.toml: [audit]: there is no setting 'fail_om'. Did you mean 'fail_on'?",
        ),
        (
            "[checks.acess-key-age]\nx = 1",
            "iam-audit.toml: there is no check 'acess-key-age'. Did you mean 'access-key-age'?",
        ),
        (
            "[checks.access-key-age]\nmax_day = 1",
            "check 'access-key-age' has no option 'max_day'. Did you mean 'max_days'?",
        ),
        ("[checks.access-key-age]\nmax_days = 'x'", "option 'max_days': expected int, got str."),
        (
            "[checks.access-key-age]\nseverity = 'hihg'",
            "[checks.access-key-age] severity: there is no 'hihg'. Did you mean 'high'?",
        ),
        (
            "[checks.access-key-age]\nenabled = 'no'",
            "[checks.access-key-age] enabled must be true or false, not 'no'.",
        ),
        ("[limits]\nhigh_day = 1", "[limits]: there is no setting 'high_day'. Did you mean 'high_days'?"),
        ("[limits]\nhigh_days = 1", "[limits]: low_days, medium_days and high_days must"),
        ("[report]\nformat = ['jsn']", "--format: there is no 'jsn'. Did you mean 'json'?"),
        ("[audit]\nonly = ['zzz']", "--only: there is no 'zzz'."),
        ("[audit", "iam-audit.toml is not valid TOML"),
    ],
)
def test_wrong_settings_are_refused_with_file_key_and_nearest_name(tmp_path, text, said):
    settings(tmp_path, text)

    refused = mock()

    assert refused.code == 2
    assert refused.is_one_line
    assert said in refused.err
    assert not (tmp_path / "reports").exists()


def test_the_settings_file_can_be_named(tmp_path):
    (tmp_path / "other.toml").write_text('[audit]\nfail_on = "high"\n')

    assert mock("--format", "csv", "--config", "other.toml").code == 1


def test_the_csv_for_auditors_has_its_columns():
    rows = list(csv.reader(io.StringIO(mock("--format", "csv").out)))

    assert rows[0][:4] == ["username", "key_id", "status", "key_age_days"]
