"""Plans and approvals, through the front."""

import json
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from front import NOW, cli

from builders import ACCOUNT_ID
from iam_audit.model import AttachedPolicy, UserPermissions
from iam_audit.remediate.plan_file import read_approvals, read_plan
from iam_audit.snapshots import save_snapshot
from iam_audit.snapshots.mock import mock_snapshot
from simulated_aws import SimulatedAws

MOCK = ("remediate", "plan", "--mock", *NOW)
ONE_DAY_LATER = ("--now", "2026-03-20T12:00:00Z")


def planned(*args: str, env=None):
    ended = cli(*MOCK, "--format", "json", *args, env=env)
    return json.loads(ended.out), ended


def settings(text: str) -> None:
    Path("iam-audit.toml").write_text(text, encoding="utf-8")


def key_of(name: str) -> None:
    """Make a key, and trust it."""
    public = cli("remediate", "keygen", f"{name}.pem").out.rpartition('"')[0].rpartition('"')[2]
    settings(f'[remediate]\napprovers = {{ {name} = "{public}" }}\n')


def test_a_plan_is_shown_and_nothing_is_written():
    ended = cli(*MOCK)

    assert ended.code == 0
    assert "warn the owner" in ended.out
    assert "svc-legacy-app" in ended.out
    assert "Left alone" in ended.out
    assert "on evidence of 2026-03-19 12:00 UTC or later" in ended.out
    assert "Applying it takes iam:GetAccessKeyLastUsed, " in ended.out
    assert f"Not armed: {ACCOUNT_ID}. This is a preview" in ended.out
    assert list(Path().iterdir()) == []


def test_the_same_for_programs():
    plan, ended = planned()

    assert ended.code == 0
    assert [step["stage"] for step in plan["steps"]] == ["warning"] * 3
    assert {refusal["rule"] for refusal in plan["refusals"]} == {"in_use"}
    assert len(plan["hash"]) == 64
    assert all(len(step["id"]) == 12 for step in plan["steps"])


def test_an_account_that_is_armed_is_not_called_a_preview():
    settings(f'[remediate]\narmed = ["{ACCOUNT_ID}"]\n')

    assert "preview" not in cli(*MOCK).out


def test_a_plan_that_is_written_can_be_shown_approved_and_shown_again():
    key_of("jane")
    written = cli(*MOCK, "--out", "plan.json", "--by", "omar")
    assert "Next: iam-audit remediate approve plan.json" in written.err
    assert "It cannot be applied: It has 0 of 1 approvals" in cli("remediate", "show", "plan.json", *NOW).out

    ended = cli("remediate", "approve", "plan.json", "--key", "jane.pem", "--reason", "Agreed.", *NOW)

    assert ended.code == 0
    assert ended.out.startswith("jane approved plan-20260319-")
    assert "It may be applied now" in ended.out
    [approval] = read_approvals(Path("plan.json.approval.json"))
    assert approval.plan_hash == read_plan(Path("plan.json")).hash
    shown = cli("remediate", "show", "plan.json", *NOW).out
    assert "Approved by jane on 2026-03-19 12:00 UTC: Agreed." in shown
    assert "It may be applied." in shown
    data = json.loads(cli("remediate", "show", "plan.json", "--format", "json", *ONE_DAY_LATER).out)
    assert data["lacks"] == []
    assert [one["by"] for one in data["approvals"]] == ["jane"]


def test_an_expired_plan_is_shown_as_such_and_not_approved():
    key_of("jane")
    cli(*MOCK, "--out", "plan.json", "--by", "omar")
    late = ("--now", "2026-03-22T12:00:00Z")

    assert "The plan expired on 2026-03-22 12:00" in cli("remediate", "show", "plan.json", *late).out
    ended = cli("remediate", "approve", "plan.json", "--key", "jane.pem", "--reason", "Agreed.", *late)
    assert ended.code == 2
    assert ended.is_one_line


@pytest.mark.parametrize(
    ("args", "said"),
    [
        pytest.param(
            ("plan.json", "--key", "jane.pem", "--reason", " "), "--reason: say why", id="no reason"
        ),
        pytest.param(
            ("none.json", "--key", "jane.pem", "--reason", "x"), "none.json could not be read", id="no plan"
        ),
        pytest.param(
            ("plan.json", "--key", "none.pem", "--reason", "x"), "none.pem could not be read", id="no key"
        ),
        pytest.param(
            ("plan.json", "--key", "eve.pem", "--reason", "x"), "No approver has this key", id="a stranger"
        ),
    ],
)
def test_what_is_no_approval_is_refused_in_one_line(args, said):
    cli("remediate", "keygen", "eve.pem")
    key_of("jane")
    cli(*MOCK, "--out", "plan.json", "--by", "omar")

    ended = cli("remediate", "approve", *args, *NOW)

    assert ended.code == 2
    assert ended.is_one_line
    assert said in ended.err


def test_who_made_a_plan_does_not_approve_it():
    key_of("jane")
    cli(*MOCK, "--out", "plan.json", "--by", "jane")

    ended = cli("remediate", "approve", "plan.json", "--key", "jane.pem", "--reason", "Mine.", *NOW)

    assert ended.code == 2
    assert "four_eyes" in ended.err


def test_a_plan_that_was_edited_is_refused():
    cli(*MOCK, "--out", "plan.json")
    plan = Path("plan.json")
    plan.write_text(plan.read_text().replace('"idle_days": 90', '"idle_days": 1'))

    ended = cli("remediate", "show", "plan.json")

    assert ended.code == 2
    assert "was changed after the plan was made" in ended.err


def test_a_private_key_is_for_its_owner_only_and_never_overwritten():
    cli("remediate", "keygen", "jane.pem")
    before = Path("jane.pem").read_bytes()

    assert Path("jane.pem").stat().st_mode & 0o077 == 0
    ended = cli("remediate", "keygen", "jane.pem")
    assert ended.code == 2
    assert Path("jane.pem").read_bytes() == before


def test_users_and_checks_narrow_a_plan():
    assert [one["target"]["user_name"] for one in planned("--user", "svc-*")[0]["steps"]] == [
        "svc-legacy-app"
    ]
    assert (
        planned("--only", "access-key-never-used")[0]["steps"][0]["target"]["user_name"] == "svc-legacy-app"
    )


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--only", "access-key-unusd"), "Did you mean 'access-key-unused'"),
        (("--only", "root-mfa"), "no action that was asked for settles root-mfa"),
        (("--action", "delete-evrything"), "--action: there is no 'delete-evrything'"),
        (("--format", "yaml"), "--format: there is no 'yaml'"),
        (("--limit", "0"), "0 is not in the range x>=1"),
    ],
)
def test_wrong_usage_is_one_line(args, said):
    ended = cli(*MOCK, *args)

    assert ended.code == 2
    assert said in ended.err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('windows = ["whenever"]', "[remediate] windows: 'whenever' cannot be understood"),
        ('armed = ["prod"]', "[remediate]: armed: ['prod'] will not do"),
        ('exempt_tags = ["keep"]', "exempt_tags"),
        ("person = { warnig_days = 3 }", "person"),
        ("max_stepz = 3", "there is no setting 'max_stepz'. Did you mean 'max_steps'?"),
        ("[remediate.actions.deactivate-access-key]\nidle_days = 3", "is set as idle_days in [remediate]"),
        ("[remediate.actions.deactivate-access-kee]\nidle_days = 3", "Did you mean 'deactivate-access-key'?"),
    ],
)
def test_wrong_settings_are_refused_before_anything_is_read(text, said):
    settings(f"[remediate]\n{text}\n")
    ended = cli(*MOCK)

    assert ended.code == 2
    assert said in ended.err


def test_a_closed_window_is_said_with_the_next_opening():
    settings('[remediate]\nwindows = ["mon 09:00-10:00"]\n')

    assert (
        "The next change window opens on 2026-03-23 09:00 UTC, when this plan has expired" in cli(*MOCK).out
    )


def test_a_real_account_is_planned_for_by_whoever_calls():
    with SimulatedAws(users=10) as aws:
        ended = cli("remediate", "plan", *NOW, "--format", "json", "--by", "omar", env=aws.environment)

    plan = json.loads(ended.out)
    assert plan["created_by"].startswith("omar, arn:aws:")
    assert plan["scope"] == "account 123456789012"
    assert plan["populations"]["123456789012|user"] == 10


def test_an_account_that_cannot_be_read_makes_the_plan_incomplete():
    with SimulatedAws(accounts=3, deny_account=("444455556666",)) as aws:
        ended = cli("remediate", "plan", "--org", "--role", "reader", *NOW, env=aws.environment)

    assert ended.code == 3
    assert "Not read, so nobody knows" in ended.out
    assert "444455556666" in ended.out
    assert "the plan may lack steps" in ended.err


def test_a_plan_in_the_store_is_shown_and_approved_by_its_id():
    key_of("jane")
    made, ended = planned("--store", "--by", "omar")
    assert f"{made['id']} is in the store" in ended.err

    approved = cli("remediate", "approve", made["id"], "--key", "jane.pem", "--reason", "Agreed.", *NOW)

    assert approved.code == 0
    assert "It may be applied now" in approved.out
    assert "Approved by jane" in cli("remediate", "show", made["id"], *NOW).out
    assert cli("remediate", "show", "plan-of-nobody", *NOW).code == 2


def test_asking_in_a_channel_that_is_not_there_is_refused():
    ended = cli(*MOCK, "--ask", "team")

    assert ended.code == 2
    assert "there is no channel" in ended.err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "URGENT: 1 key in this plan may be the one of its user that AWS has seen in public."),
        ('break_glass = ["svc-*"]', "URGENT: 1 key of such users left on"),
    ],
)
def test_a_leaked_key_is_said_to_be_urgent_whatever_is_done_about_it(text, said):
    save_snapshot(
        with_a_leaked_key(mock_snapshot(datetime(2026, 3, 19, tzinfo=UTC))), Path("saved/snapshot.json")
    )
    settings(f"[remediate]\n{text}\n")

    assert said in cli("remediate", "plan", "--from-dir", "saved", *NOW).out


def with_a_leaked_key(account):
    name = "AWSCompromisedKeyQuarantineV3"
    held = UserPermissions(attached=(AttachedPolicy(name=name, arn=f"arn:aws:iam::aws:policy/{name}"),))
    users = (
        msgspec.structs.replace(one, permissions=held) if one.name == "svc-legacy-app" else one
        for one in account.users
    )
    return msgspec.structs.replace(account, users=tuple(users))
