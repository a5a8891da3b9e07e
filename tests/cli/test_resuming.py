"""Runs that are interrupted, killed or full, and gone on with."""

import json
import os
import random
import shlex
import signal
import time
from pathlib import Path

import pytest
from front import NOW, cli, start

from simulated_aws import SimulatedAws

FIRST, SECOND, THIRD = "123456789012", "111122223333", "444455556666"
FEW = ("--only", "access-key-*", "root-mfa")
ORG = ("--org", "--role", "reader", *FEW)
GAAD = "GetAccountAuthorizationDetails"
STATE = Path("state", "iam-audit", "runs")
SEED = 20260319


def audit(aws, *args, env=None):
    return cli("audit", *args, env=aws.environment | (env or {}))


def begin(aws, *args):
    return audit(aws, *NOW, *ORG, "--format", "json", *args)


def reads(aws):
    return {account: count for (account, action), count in aws.calls.items() if action == GAAD}


def kept():
    return {path.stem for path in STATE.glob("*/accounts/*.shard")}


def only_run():
    (folder,) = STATE.iterdir()
    return folder.name


def command_in(err):
    """The command that the last line of stderr tells to type."""
    return shlex.split(err.splitlines()[-1].partition(": iam-audit ")[2])


def killed(aws, moment, *args):
    """Start the command and kill it when AWS has been asked so many times more; False when it ended before."""
    until = aws.calls.total() + moment
    running = start("audit", *args, env=aws.environment)
    while aws.calls.total() < until and running.poll() is None:
        time.sleep(0.001)
    ended = running.poll() is not None
    running.kill()
    running.communicate()
    return not ended


def test_a_run_that_is_killed_ten_times_ends_like_one_that_was_not():
    moments = random.Random(SEED)
    with SimulatedAws(accounts=8, users=2, latency=0.002) as aws:
        undisturbed = begin(aws, "--runs-dir", "elsewhere")
        base = reads(aws)
        first = ("--concurrency", "2", "--format", "json", *NOW, *ORG)
        kills, read_in_vain = int(killed(aws, moments.randrange(30, 90), *first)), 0
        while kills < 10:
            held, before = kept(), reads(aws)
            kills += killed(aws, moments.randrange(1, 60), "--resume", "last")
            assert not [name for name in held if reads(aws)[name] > before[name]]
        last = audit(aws, "--resume", "last")
        read_in_vain = sum(reads(aws).values()) - sum(base.values()) - len(base)

    assert last.out == undisturbed.out
    assert json.loads(last.out)["summary"]["complete"]
    assert read_in_vain <= 2 * kills


def test_after_ctrl_c_the_command_that_is_shown_reads_the_rest():
    with SimulatedAws(accounts=6, users=2, latency=0.03) as aws:
        running = start("audit", *NOW, *ORG, "--concurrency", "1", "--format", "json", env=aws.environment)
        while (SECOND, GAAD) not in aws.calls or (FIRST, GAAD) not in aws.calls:
            time.sleep(0.005)
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=30)
        before, held = reads(aws), kept()
        resumed = audit(aws, *command_in(err)[1:])

        assert {name: reads(aws)[name] for name in held} == {name: before[name] for name in held}
    assert (running.returncode, resumed.code) == (3, 0)
    assert held
    assert f"\niam-audit: to read what is missing: iam-audit audit --resume {only_run()}\n" in err
    assert resumed.err.startswith(f"Run {only_run()}: {len(held)} account")
    assert len(json.loads(resumed.out)["accounts"]) == len(json.loads(out)["accounts"]) == 6


def test_when_the_session_ends_the_rest_is_read_with_a_new_one():
    with SimulatedAws(accounts=4, users=1, fault={"AssumeRole": ("ok", "ExpiredToken*")}) as aws:
        ended = begin(aws, "--concurrency", "1")
        aws.fault = {}
        resumed = audit(aws, *command_in(ended.err)[1:])

        assert max(reads(aws).values()) == 1
    assert (ended.code, resumed.code) == (3, 0)


def test_a_report_that_found_no_room_is_written_without_asking_again():
    with SimulatedAws(accounts=2, users=1) as aws:
        full = begin(aws, "--output", "/dev/full")
        resumed = audit(aws, *command_in(full.err)[1:], "--output", "report.json")

        assert reads(aws) == {FIRST: 1, SECOND: 1}
    assert (full.code, resumed.code) == (2, 0)
    assert "No space left on device" in full.err
    assert " To go on from here: iam-audit audit --resume 2" in full.err
    assert full.is_one_line
    assert json.loads(Path("report.json").read_text())["total_keys_audited"] == 0


def test_ctrl_c_while_the_report_is_written_says_how_to_go_on():
    os.mkfifo("pipe")  # nobody reads from it, so that writing waits
    with SimulatedAws(accounts=2, users=1) as aws:
        running = start("audit", *NOW, *ORG, "--format", "json", "--output", "pipe", env=aws.environment)
        while len(kept()) < 2:
            time.sleep(0.01)
        time.sleep(0.3)
        running.send_signal(signal.SIGINT)
        err = running.communicate(timeout=30)[1]

    assert running.returncode == 130
    assert err == f"iam-audit: interrupted; to go on from here: iam-audit audit --resume {only_run()}\n"


def test_a_report_in_another_format_costs_no_call_to_an_account():
    with SimulatedAws(accounts=2, users=1) as aws:
        begin(aws)
        again = audit(aws, "--resume", "last", "--format", "junit", "--role", "reader", *NOW)

        assert reads(aws) == {FIRST: 1, SECOND: 1}
    assert again.out.startswith("<?xml")


def test_two_runs_side_by_side_do_not_trample_each_other():
    with SimulatedAws(accounts=4, users=1, latency=0.002) as aws:
        running = [start("audit", *NOW, *ORG, "--format", "json", env=aws.environment) for _ in range(2)]
        reports = [one.communicate(timeout=60)[0] for one in running]

    assert len(list(STATE.iterdir())) == 2
    assert reports[0] == reports[1]
    assert [one.returncode for one in running] == [0, 0]


def test_a_run_that_is_under_way_is_not_resumed():
    with SimulatedAws(accounts=3, users=1, latency=0.2) as aws:
        running = start("audit", *NOW, *ORG, "--format", "json", env=aws.environment)
        while (SECOND, "GenerateCredentialReport") not in aws.calls:
            time.sleep(0.005)
        refused = audit(aws, "--resume", "last")
        running.kill()
        running.communicate()
        free = audit(aws, "--resume", "last", "--format", "json")

    assert (refused.code, refused.is_one_line) == (2, True)
    assert "is being worked on by another process" in refused.err
    assert free.code == 0


@pytest.fixture(scope="module")
def aws():
    with SimulatedAws(accounts=2, users=5) as server:
        yield server


@pytest.fixture(scope="module")
def begun(aws, tmp_path_factory):
    """The folder of a run that was begun with --org, --role and --only."""
    folder = tmp_path_factory.mktemp("runs")
    assert begin(aws, "--runs-dir", str(folder)).code == 0
    return str(folder)


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--role", "other"], "--role contradicts the run, which was begun with --role reader"),
        (["--accounts", SECOND], "--accounts contradicts the run, which was begun without --accounts"),
        (["--mock"], "--mock contradicts the run, which was begun without --mock"),
        (["--ou", "ou-examplerootid111-exampleouid111"], "--ou contradicts the run"),
        (
            ["--only", "root-mfa"],
            "--only contradicts the run, which was begun with --only access-key-*,root-mfa",
        ),
        (["--include-passed"], "--include-passed contradicts the run"),
        (["--waivers", "w.toml"], "--waivers contradicts the run"),
        (
            ["--now", "2026-01-01"],
            "--now contradicts the run, which was begun with --now 2026-03-19T12:00:00+00:00",
        ),
        (["--config", "c.toml"], "--config is of no use with --resume"),
    ],
)
def test_flags_that_contradict_the_run_are_refused(aws, begun, args, said):
    refused = audit(aws, "--resume", "last", "--runs-dir", begun, *args)

    assert (refused.code, refused.is_one_line) == (2, True)
    assert said in refused.err


def test_how_the_report_looks_may_change(aws, begun):
    shown = ("--fail-on", "info", "--format", "csv", "--mask-keys", "--quiet", "--concurrency", "1")

    again = audit(aws, "--resume", "last", "--runs-dir", begun, *shown)

    assert (again.code, again.err) == (1, "")


def test_the_settings_of_the_run_hold_whatever_the_settings_are_now(aws):
    Path("iam-audit.toml").write_text("[checks.access-key-never-used]\nseverity = 'info'\n")
    begun = begin(aws, "--only", "access-key-never-used")
    Path("iam-audit.toml").write_text("[checks.access-key-never-used]\nseverity = 'high'\n")

    assert audit(aws, "--resume", "last").out == begun.out


def test_waivers_of_the_run_hold_when_their_file_is_gone(aws):
    lines = ["[[waiver]]", "check='root-mfa'", "account='*'", "resource='*'", "reason='r'", "approver='a'"]
    Path("waivers.toml").write_text("\n".join([*lines, "expires=2026-06-30"]))
    begun = begin(aws)
    Path("waivers.toml").unlink()

    assert audit(aws, "--resume", "last").out == begun.out
    assert json.loads(begun.out)["waivers"]


def test_everything_is_read_again_when_nothing_may_be_old():
    with SimulatedAws(accounts=2, users=1) as aws:
        begin(aws)
        audit(aws, "--resume", "last", "--max-age", "0.0000001")

        assert reads(aws) == {FIRST: 2, SECOND: 2}


def test_runs_are_listed_the_last_one_first(aws):
    begin(aws)
    begin(aws, "--exclude", SECOND)

    lines = cli("audit", "--list-runs").out.splitlines()

    assert [line.split("  ")[2:] for line in lines] == [
        ["1 account kept", "--org, role reader"],
        ["2 accounts kept", "--org, role reader"],
    ]


def test_one_account_is_kept_only_where_somebody_asks_for_it(aws):
    audit(aws, *NOW, *FEW, "--format", "json")
    plain = STATE.exists()
    kept_one = audit(aws, *NOW, *FEW, "--format", "json", "--runs-dir", "runs")
    again = audit(aws, "--resume", "last", "--runs-dir", "runs")

    assert not plain
    assert again.out == kept_one.out


def test_the_command_that_is_shown_names_the_folder_that_was_named():
    with SimulatedAws(accounts=2, users=1, deny_account=(SECOND,)) as aws:
        ended = begin(aws, "--runs-dir", "my runs")

    assert ended.err.endswith(" --runs-dir 'my runs'\n")


def test_a_run_that_holds_nothing_is_not_left_behind():
    with SimulatedAws(deny={"ListAccounts": "identity"}) as aws:
        ended = begin(aws)

    assert ended.is_one_line
    assert list(STATE.iterdir()) == []


def test_without_a_place_for_runs_the_audit_goes_on_and_says_so(aws):
    ended = audit(aws, *NOW, *ORG, "--format", "json", env={"XDG_STATE_HOME": "/dev/null"})

    assert ended.code == 0
    assert ended.err.startswith("iam-audit: this audit cannot be resumed if it is interrupted: /dev/null/")


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ((*ORG, "--runs-dir", "/dev/null/runs"), "could not be written"),
        (("--mock", "--runs-dir", "runs"), "--mock asks AWS nothing, so --runs-dir is of no use"),
        (("--resume", "none"), "There is no run 'none'"),
        (("--resume", ""), "There is no run ''"),
    ],
)
def test_a_place_or_a_run_that_cannot_be_is_refused(aws, args, said):
    refused = audit(aws, *args)

    assert (refused.code, refused.is_one_line) == (2, True)
    assert said in refused.err


def test_old_runs_are_removed_by_the_next_audit(aws):
    begin(aws)
    begin(aws, "--quiet")
    Path("iam-audit.toml").write_text("[runs]\nkeep_days = 0\n")
    begin(aws)

    assert len(list(STATE.iterdir())) == 1


def test_the_folder_of_the_runs_can_be_set(aws):
    Path("iam-audit.toml").write_text("[runs]\nfolder = 'here'\n")
    begin(aws)

    assert len(list(Path("here").iterdir())) == 1


def test_a_run_that_was_begun_to_be_saved_is_saved_when_it_is_resumed():
    with SimulatedAws(accounts=2, users=1) as aws:
        first = begin(aws, "--save", "--output", "one.json")
        again = audit(aws, "--resume", "last", "--output", "two.json", "--format", "json")

    assert "Saved as run 1" in first.err
    assert "saved already, as run 1" in again.err
