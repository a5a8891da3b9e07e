"""The command against a small AWS on loopback."""

import json
import signal
import time

import pytest
from front import NOW, cli, on_terminal, start

from simulated_aws import SimulatedAws

FIRST, SECOND, THIRD = "123456789012", "111122223333", "444455556666"
ORG = ("--org", "--role", "reader")


def audit(aws: SimulatedAws, *args: str, env=None):
    return cli("audit", *NOW, *args, env=aws.environment | (env or {}))


def report(aws: SimulatedAws, *args: str):
    ended = audit(aws, "--format", "json", *args)
    return ended, json.loads(ended.out)


def assumed(aws: SimulatedAws) -> list[dict[str, str]]:
    return [dict(request) for action, request, _ in aws.requests if action == "AssumeRole"]


def test_one_account_is_audited():
    with SimulatedAws(users=10) as aws:
        ended, found = report(aws)

    assert ended.code == 0
    assert ended.err == "1 of 1 account assessed\n"
    assert [one["id"] for one in found["accounts"]] == [FIRST]
    assert found["total_keys_audited"] == 3


def test_an_organization_is_audited_and_a_denied_account_makes_it_incomplete():
    with SimulatedAws(accounts=3, deny_account=(THIRD,)) as aws:
        ended, found = report(aws, *ORG, "--fail-on", "info")

    assert ended.code == 3
    assert {one["id"]: one["status"] for one in found["accounts"]} == {
        FIRST: "assessed",
        SECOND: "assessed",
        THIRD: "not_assessed",
    }
    assert ended.err.startswith(
        f"iam-audit: incomplete: 2 of 3 accounts assessed, 1 not: {THIRD} not assessed: "
    )
    assert "\niam-audit: to read what is missing: iam-audit audit --resume 2" in ended.err
    assert ended.err.count("\n") == 2


def test_what_is_incomplete_is_said_even_when_quiet():
    with SimulatedAws(accounts=3, deny_account=(THIRD,)) as aws:
        assert "incomplete: 2 of 3" in audit(aws, *ORG, "--quiet", "--format", "csv").err


def test_a_section_that_is_denied_makes_the_audit_incomplete_and_is_named():
    with SimulatedAws(deny={"GetAccountPasswordPolicy": "scp"}) as aws:
        ended = audit(aws, "--format", "csv")

    assert ended.code == 3
    assert "password policy" in ended.err
    assert "service control policy" in ended.err


@pytest.mark.parametrize(
    ("args", "accounts"),
    [
        (["--accounts", SECOND, "--role", "reader"], {SECOND}),
        (["--accounts", SECOND, THIRD, "--role", "reader"], {SECOND, THIRD}),
        (["--accounts", f"{SECOND},{THIRD}", "--role", "reader"], {SECOND, THIRD}),
        (["--ou", "ou-exam-11111111", "--role", "reader"], {SECOND, THIRD}),
        (["--ou", "ou-exam-33333333", "ou-exam-22222222", "--role", "reader"], {THIRD}),
        ([*ORG, "--exclude", SECOND], {FIRST, THIRD}),
        ([*ORG, "--exclude", "account-[12]"], {FIRST}),
        (["--role", f"arn:aws:iam::{SECOND}:role/reader"], {SECOND}),
    ],
)
def test_accounts_can_be_chosen(args, accounts):
    with SimulatedAws(accounts=3, users=2) as aws:
        ended, found = report(aws, *args)

    assert ended.code == 0
    assert {one["id"] for one in found["accounts"]} == accounts


def test_flags_about_the_role_reach_aws():
    with SimulatedAws(accounts=2, users=2) as aws:
        audit(
            aws,
            *ORG,
            "--external-id",
            "e-1",
            "--session-name",
            "s-1",
            "--session-duration",
            "900",
            "--format",
            "csv",
        )

    assert [
        (one["RoleArn"], one["ExternalId"], one["RoleSessionName"], one["DurationSeconds"])
        for one in assumed(aws)
    ] == [(f"arn:aws:iam::{SECOND}:role/reader", "e-1", "s-1", "900")]


def test_settings_about_the_role_reach_aws_where_other_accounts_are_asked_for():
    env = {"IAM_AUDIT_ORGANIZATION__ROLE": "from-settings", "IAM_AUDIT_ORGANIZATION__CONCURRENCY": "1"}
    with SimulatedAws(accounts=2, users=2) as aws:
        many = audit(aws, "--org", "--format", "csv", env=env)
        roles = [one["RoleArn"] for one in assumed(aws)]
        alone = audit(aws, "--format", "csv", env=env)

    assert (many.code, alone.code) == (0, 0)
    assert roles == [f"arn:aws:iam::{SECOND}:role/from-settings"] == [one["RoleArn"] for one in assumed(aws)]


def test_every_call_carries_the_id_of_the_run():
    with SimulatedAws(users=2) as aws:
        audit(aws, "--format", "csv")

    runs = {agent.rpartition("run/")[2] for _, _, agent in aws.requests}
    assert len(runs) == 1
    assert len(runs.pop()) == 8


def test_live_asks_about_every_key():
    with SimulatedAws(users=10) as aws:
        audit(aws, "--format", "csv", "--live")

    assert aws.calls[(FIRST, "GetAccessKeyLastUsed")] == 3


def test_sections_that_cost_a_call_per_user_are_read_when_asked_for():
    with SimulatedAws(users=10) as aws:
        audit(aws, "--format", "csv")
        without = aws.calls[(FIRST, "ListSSHPublicKeys")]
        audit(aws, "--format", "csv", "--include", "ssh_public_keys")

    assert (without, aws.calls[(FIRST, "ListSSHPublicKeys")]) == (0, 10)


def test_verbose_says_more_and_never_a_secret():
    with SimulatedAws(users=2) as aws:
        ended = audit(aws, "--format", "csv", "-vv")

    assert ended.code == 0
    assert "simulated" not in ended.err
    assert "IOSFODNN" not in ended.err


NO_CREDENTIALS = {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""}


@pytest.mark.parametrize(
    ("how", "env", "args", "code", "said"),
    [
        pytest.param({}, NO_CREDENTIALS, [], 2, "credentials", id="no credentials"),
        pytest.param(
            {}, {}, ["--profile", "nobody"], 2, "There is no AWS profile 'nobody'", id="wrong profile"
        ),
        pytest.param(
            {"fault": {"GetCallerIdentity": ("ExpiredToken*",)}}, {}, [], 2, "expired", id="expired token"
        ),
        pytest.param(
            {"fault": {"GetCallerIdentity": ("InvalidClientTokenId*",)}}, {}, [], 2, "", id="wrong key"
        ),
        pytest.param(
            {"fault": {"GetCallerIdentity": ("RequestTimeTooSkewed*",)}}, {}, [], 2, "clock", id="clock skew"
        ),
        pytest.param(
            {}, {"AWS_ENDPOINT_URL": "http://127.0.0.1:9"}, [], 3, "127.0.0.1:9", id="nobody answers"
        ),
        pytest.param({"fault": {"any": ("garbage*",)}}, {"AWS_MAX_ATTEMPTS": "1"}, [], 3, "", id="garbage"),
        pytest.param(
            {"fault": {"any": ("Throttling*",)}}, {"AWS_MAX_ATTEMPTS": "1"}, [], 3, "", id="throttled"
        ),
        pytest.param(
            {"deny": {"ListAccounts": "scp"}}, {}, list(ORG), 2, "ListAccounts", id="no list of accounts"
        ),
    ],
)
def test_trouble_with_aws_is_one_line_and_the_right_code(how, env, args, code, said):
    with SimulatedAws(users=2, **how) as aws:
        ended = audit(aws, *args, env=env)

    assert ended.code == code
    assert ended.is_one_line
    assert said in ended.err


def test_a_role_that_does_not_exist_is_not_assessed():
    with SimulatedAws(accounts=2, users=2, deny_account=(SECOND,)) as aws:
        ended = audit(aws, "--accounts", SECOND, "--role", "nobody", "--format", "csv")

    assert ended.code == 3
    assert "could not be assumed" in ended.err


def test_ctrl_c_reports_what_was_finished():
    with SimulatedAws(accounts=12, users=2, latency=0.1) as aws:
        running = start("audit", *NOW, *ORG, "--concurrency", "1", "--format", "json", env=aws.environment)
        while (THIRD, "GetCredentialReport") not in aws.calls:
            time.sleep(0.02)
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=30)

    accounts = {one["id"]: one for one in json.loads(out)["accounts"]}
    assert running.returncode == 3
    assert accounts[SECOND]["status"] == "assessed"
    assert (accounts["700000000008"]["status"], accounts["700000000008"]["reason"]) == (
        "not_assessed",
        "interrupted",
    )
    assert "Traceback" not in err
    assert err.startswith("iam-audit: incomplete: ")
    assert "\niam-audit: to read what is missing: iam-audit audit --resume " in err
    assert err.count("\n") == 2


def test_ctrl_c_while_collecting_leaves_whole_bundles_only(tmp_path):
    with SimulatedAws(accounts=12, users=2, latency=0.1) as aws:
        running = start("collect", *NOW, *ORG, "--concurrency", "1", "--output", "saved", env=aws.environment)
        while (THIRD, "GetCredentialReport") not in aws.calls:
            time.sleep(0.02)
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=30)

    assert running.returncode == 3
    assert f"saved/{SECOND}\n" in out
    assert "700000000008 not saved: interrupted" in err
    assert "Traceback" not in err


def test_ctrl_c_before_there_is_anything_to_report_is_130():
    with SimulatedAws(users=2, latency=1) as aws:
        running = start("doctor", env=aws.environment)
        while not aws.calls:
            time.sleep(0.02)
        running.send_signal(signal.SIGINT)
        _, err = running.communicate(timeout=30)

    assert (running.returncode, err) == (130, "iam-audit: interrupted.\n")


def test_an_account_audited_from_its_bundle_has_the_same_findings(tmp_path):
    with SimulatedAws(accounts=2, users=5) as aws:
        _, live = report(aws, *ORG)
        collected = cli("collect", *NOW, *ORG, "--output", "saved", env=aws.environment)
    offline = json.loads(cli("audit", *NOW, "--from-dir", "saved", "--format", "json").out)

    assert collected.code == 0
    assert collected.out == f"saved/{SECOND}\nsaved/{FIRST}\n"
    assert collected.err == "2 of 2 accounts saved; audit them with: iam-audit audit --from-dir saved\n"
    assert offline["findings"] == live["findings"]
    assert offline["keys"] == live["keys"]


def test_saved_accounts_are_judged_as_of_when_they_were_saved_unless_said_otherwise():
    with SimulatedAws(users=5) as aws:
        cli("collect", *NOW, "--output", "saved", env=aws.environment)

    at = [
        json.loads(cli("audit", "--from-dir", "saved", "--format", "json", *now).out)["generated_at"]
        for now in ((), ("--now", "2027-01-01"))
    ]

    assert at == ["2026-03-19T12:00:00+00:00", "2027-01-01T00:00:00+00:00"]


def test_collecting_says_what_it_could_not_read():
    with SimulatedAws(users=2, deny={"GetAccountPasswordPolicy": "boundary"}) as aws:
        ended = cli("collect", *NOW, "--output", "saved", env=aws.environment)

    assert ended.code == 3
    assert f"iam-audit: {FIRST} incomplete: password policy: " in ended.err


def test_collecting_into_a_file_is_refused(tmp_path):
    (tmp_path / "file").write_text("precious")
    with SimulatedAws(users=2) as aws:
        ended = cli("collect", *NOW, "--output", "file", env=aws.environment)

    assert ended.code == 2
    assert ended.is_one_line
    assert (tmp_path / "file").read_text() == "precious"


def test_the_doctor_prints_the_settings_and_tries_everything():
    env = {"IAM_AUDIT_AUDIT__FAIL_ON": "high", "IAM_AUDIT_CHECKS__ACCESS_KEY_AGE__MAX_DAYS": "60"}
    with SimulatedAws(accounts=2, users=2) as aws:
        ended = cli("doctor", *ORG, env=aws.environment | env)

    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("Settings, from the environment:\n")
    assert '  audit.fail_on = "high"\n' in ended.out
    assert "  checks.access-key-age.max_days = 60\n" in ended.out
    assert "ok    identity: You are arn:aws:iam::123456789012:user/auditor." in ended.out
    assert "ok    role: " in ended.out


def test_the_doctor_fails_when_an_audit_would():
    with SimulatedAws(accounts=2, users=2, deny_account=(SECOND,)) as aws:
        denied = cli("doctor", *ORG, env=aws.environment)
        anonymous = cli("doctor", env=aws.environment | NO_CREDENTIALS)

    assert (denied.code, anonymous.code) == (2, 2)
    assert "fail  role: " in denied.out
    assert "fail  identity: " in anonymous.out


def test_the_doctor_warns_of_gaps():
    with SimulatedAws(users=2, deny={"GetAccountPasswordPolicy": "scp"}) as aws:
        ended = cli("doctor", env=aws.environment)

    assert ended.code == 0
    assert "warn  iam:GetAccountPasswordPolicy: " in ended.out


def test_the_doctor_refuses_wrong_settings_before_it_asks(tmp_path):
    (tmp_path / "iam-audit.toml").write_text("[limits]\nhigh_day = 1\n")

    refused = cli("doctor")

    assert refused.code == 2
    assert refused.is_one_line


def test_a_terminal_shows_how_far_an_organization_is():
    with SimulatedAws(accounts=4, users=2, latency=0.15, deny_account=(THIRD,)) as aws:
        env = aws.environment | {"TERM": "xterm-256color", "COLUMNS": "120"}
        shown = on_terminal(
            "audit", *NOW, *ORG, "--concurrency", "1", "--format", "csv", stream="stderr", env=env
        )

    assert "of 4 accounts" in shown
    assert "1 failed" in shown
    assert f"{THIRD}: arn:aws:iam" in shown
    assert "per minute" in shown


@pytest.mark.parametrize("args", [[*ORG, "--quiet"], []])
def test_nothing_moves_where_nobody_watches_or_there_is_one_account(args):
    with SimulatedAws(accounts=3, users=2) as aws:
        env = aws.environment | {"TERM": "xterm-256color", "COLUMNS": "120"}
        shown = on_terminal("audit", *NOW, *args, "--format", "csv", stream="stderr", env=env)

    assert " of 3 accounts, " not in shown
