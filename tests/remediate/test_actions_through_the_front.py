"""Actions beside the ladder, as people use them: planned, approved, applied in a member account, and taken back."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from in_front_of_moto import ENVIRONMENT
from typer.testing import CliRunner

from builders import policy
from iam_audit.cli.main import PROGRAM, app

T0 = datetime.now(UTC).replace(microsecond=0) + timedelta(days=200)
BESIDE_THE_LADDER = (
    "remove-console-password",
    "remove-from-group",
    "detach-user-policy",
    "password-policy",
    "delete-mfa-device",
    "delete-user",
)
SETTLED = (
    "console-password-never-used",
    "user-admin",
    "user-direct-policy",
    "password-policy-exists",
    "virtual-mfa-unassigned",
    "user-no-credentials",
)


@pytest.fixture
def remediate(front, moto_account_id, tmp_path, monkeypatch):
    """Run the command in an account of its own, with settings that let it."""
    monkeypatch.chdir(tmp_path)
    for name, value in (ENVIRONMENT | {"AWS_ENDPOINT_URL": front.url, "AWS_REGION": "us-east-1"}).items():
        monkeypatch.setenv(name, value)

    def run(*args, code=0):
        ended = CliRunner().invoke(app, ["remediate", *args], prog_name=PROGRAM)
        assert ended.exit_code == code, ended.output
        return ended.stdout

    public = run("keygen", "jane.pem").rpartition('"')[0].rpartition('"')[2]
    Path("iam-audit.toml").write_text(
        f"""
        [remediate]
        armed = ["{moto_account_id}"]
        max_percent_per_account = 100
        max_percent = 100
        approvers = {{ jane = "{public}" }}
        [remediate.actions.remove-from-group]
        groups = ["admins"]
        [store]
        url = "sqlite:///store.sqlite"
        """
    )
    return run


@pytest.fixture
def iam(door):
    """An account where there is something to do."""
    iam = door("iam")
    iam.create_user(UserName="alice")
    iam.create_login_profile(UserName="alice", Password="correct-Horse-7")
    admin = iam.create_policy(PolicyName="Admin", PolicyDocument=policy(document=EVERYTHING).document)
    iam.create_group(GroupName="admins")
    iam.attach_group_policy(GroupName="admins", PolicyArn=admin["Policy"]["Arn"])
    iam.add_user_to_group(GroupName="admins", UserName="alice")
    held = iam.create_policy(PolicyName="ReadOnly", PolicyDocument=policy().document)["Policy"]["Arn"]
    iam.create_group(GroupName="policy-ReadOnly")
    iam.attach_group_policy(GroupName="policy-ReadOnly", PolicyArn=held)
    iam.attach_user_policy(UserName="alice", PolicyArn=held)
    iam.create_virtual_mfa_device(VirtualMFADeviceName="left-over")
    iam.create_user(UserName="carl")
    return iam


EVERYTHING = json.dumps(
    {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}
)


def holdings(iam):
    """What the account looks like, as far as the actions touch it."""
    attached = iam.list_attached_user_policies(UserName="alice")
    users = [user["UserName"] for user in iam.list_users()["Users"]]
    return {
        "users": users,
        "groups": {
            name: sorted(group["GroupName"] for group in iam.list_groups_for_user(UserName=name)["Groups"])
            for name in users
        },
        "policies": [one["PolicyName"] for one in attached["AttachedPolicies"]],
        "devices": len(iam.list_virtual_mfa_devices()["VirtualMFADevices"]),
    }


def test_what_is_planned_is_done_and_what_can_be_taken_back_is(remediate, iam, moto_account_id):
    before = holdings(iam)
    now = ("--now", T0.isoformat())
    where = ("--accounts", moto_account_id, "--role", "remediation")
    asking = ("--include", "ssh_public_keys", "--by", "omar")

    asked = ("--only", *SETTLED, "--action", *BESIDE_THE_LADDER)
    remediate("plan", *asked, *where, *asking, *now, "--out", "plan.json", code=3)
    plan = json.loads(Path("plan.json").read_text())
    assert {step["action"] for step in plan["steps"]} == set(BESIDE_THE_LADDER)
    assert holdings(iam) == before

    remediate("approve", "plan.json", "--key", "jane.pem", "--reason", "Friday.", *now)
    done = json.loads(
        remediate("apply", "plan.json", "--yes", "--role", "remediation", *now, "--format", "json")
    )
    assert done["counts"] == {"done": len(plan["steps"])}
    assert holdings(iam) == {
        "users": ["alice"],
        "groups": {"alice": ["policy-ReadOnly"]},
        "policies": [],
        "devices": 0,
    }
    assert iam.get_account_password_policy()["PasswordPolicy"]["MinimumPasswordLength"] == 14

    back = remediate("rollback", done["run_id"], "--yes", "--role", "remediation", *now, code=1)
    assert back.count("cannot be brought back") == 3
    assert holdings(iam) == before | {"users": ["alice"], "groups": {"alice": ["admins"]}, "devices": 0}
    with pytest.raises(iam.exceptions.NoSuchEntityException):
        iam.get_account_password_policy()
