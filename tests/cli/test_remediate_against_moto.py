"""A Friday evening, through the front: plan, approve, apply, verify, take back, delete. With moto, mail and SQLite."""

import json
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import boto3
import pytest
from front import cli

from mail_server import mail_server
from simulated_trail import SimulatedTrail
from trail_records import entry, person, session

ACCOUNT_ID = "123456789012"
EVERYBODY = ("alice", "bob", "carol")
T0 = datetime.now(UTC).replace(microsecond=0) + timedelta(days=200)


@pytest.fixture(scope="module")
def moto_url():
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def aws(moto_url, monkeypatch):
    """The environment of the caller, and a client to look behind the scenes."""
    import urllib.request

    urllib.request.urlopen(urllib.request.Request(f"{moto_url}/moto-api/reset", method="POST")).close()
    for name, value in {
        "AWS_ENDPOINT_URL": moto_url,
        "AWS_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
        "AWS_SECRET_ACCESS_KEY": "simulated",
        "AWS_MAX_ATTEMPTS": "1",
    }.items():
        monkeypatch.setenv(name, value)
    session = boto3.Session("AKIAIOSFODNN7EXAMPLE", "simulated", region_name="us-east-1")
    return session.client("iam", endpoint_url=moto_url)


@pytest.fixture
def mailbox():
    with mail_server() as running:
        yield running


def settings(mailbox, more=""):
    public = cli("remediate", "keygen", "jane.pem").out.rpartition('"')[0].rpartition('"')[2]
    Path("iam-audit.toml").write_text(
        f"""
        [remediate]
        armed = ["{ACCOUNT_ID}"]
        max_percent_per_account = 100
        max_percent = 100
        approvers = {{ jane = "{public}" }}
        {more}
        [channels.people]
        kind = "mail-owner"
        host = "127.0.0.1"
        port = {mailbox.port}
        security = "none"
        sender = "iam-audit@example.com"
        [alerts]
        allowed_domains = ["example.com"]
        [store]
        url = "sqlite:///store.sqlite"
        """
    )


def user_with_key(aws, name):
    aws.create_user(UserName=name, Tags=[{"Key": "email", "Value": f"{name}@example.com"}])
    return aws.create_access_key(UserName=name)["AccessKey"]["AccessKeyId"]


def statuses(aws, *names):
    found = (aws.list_access_keys(UserName=name)["AccessKeyMetadata"] for name in names or ("alice",))
    return [key["Status"] for keys in found for key in keys]


def told(ended):
    """The JSON on stdout; moto, which runs in this process, may have written something before it."""
    return json.loads(ended.out[ended.out.index("{") :])


def remediate(*args, days=0.0):
    return cli("remediate", *args, "--now", (T0 + timedelta(days=days)).isoformat())


def planned(days=0.0, name="plan.json"):
    ended = remediate("plan", "--out", name, "--by", "omar", days=days)
    assert Path(name).exists(), ended.err
    ended = remediate("approve", name, "--key", "jane.pem", "--reason", "Friday.", days=days)
    assert ended.code == 0, ended.err
    return name


def applied(days=0.0, name="plan.json", code=0):
    """Plan, approve and apply; return the run."""
    ended = remediate("apply", planned(days, name), "--yes", "--format", "json", days=days)
    assert ended.code == code, ended.err + ended.out
    return told(ended)


def test_from_the_plan_to_the_deletion_and_back(aws, mailbox):
    user_with_key(aws, "alice")
    user_with_key(aws, "bob")
    user_with_key(aws, "carol")
    settings(mailbox, "warnings = []")
    plan = planned()

    dry = remediate("apply", plan)
    assert dry.code == 0, dry.out
    assert dry.out.endswith("Dry run: 3 would be done. Nothing was changed; to apply the plan, add --yes.\n")
    assert statuses(aws) == ["Active"]
    assert not Path("store.sqlite").exists()

    done = remediate("apply", plan, "--yes")
    assert done.code == 0, done.out
    run_id = done.err.rpartition("rollback ")[2].split()[0]
    assert done.out.endswith(f"Run {run_id}: 3 done.\n")
    assert statuses(aws, *EVERYBODY) == ["Inactive"] * 3

    seen = remediate("status", "--live")
    assert seen.code == 0
    assert seen.out.count("AWS: as it was left") == 3
    assert seen.out.endswith("3 targets, 6 events; the chain is whole.\n")

    back = remediate("rollback", run_id, "--yes")
    assert back.code == 0, back.out
    assert statuses(aws, *EVERYBODY) == ["Active"] * 3
    assert remediate("rollback", run_id, "--yes").out.endswith(": 3 refused.\n")

    again = applied(days=1, name="second.json")
    assert again["counts"] == {"done": 3}
    early = told(remediate("plan", "--format", "json", days=20))
    assert early["steps"] == []
    assert {one["rule"] for one in early["refusals"]} == {"waiting"}

    gone = applied(days=32, name="third.json")
    assert gone["counts"] == {"done": 3}
    assert statuses(aws, *EVERYBODY) == []
    lasting = remediate("rollback", gone["run_id"], "--yes", days=32)
    assert lasting.code == 1
    assert lasting.out.count("cannot be brought back") == 3


def test_the_owner_is_warned_twice_before_anything_happens(aws, mailbox):
    user_with_key(aws, "alice")
    settings(mailbox)

    assert applied()["outcomes"][0]["stage"] == "warning"
    assert applied(days=14)["outcomes"][0]["stage"] == "final_warning"
    assert statuses(aws) == ["Active"]
    first, second = mailbox.mails
    off = f"{T0 + timedelta(days=21):%Y-%m-%d}"
    for mail in (first, second):
        assert mail["To"] == "alice <alice@example.com>"
        assert f"it is switched off on {off} or soon after" in " ".join(
            mail.get_body(("plain",)).get_content().split()
        )

    assert applied(days=21)["outcomes"][0]["stage"] == "deactivate"
    assert statuses(aws) == ["Inactive"]
    [stands] = told(remediate("status", "--format", "json", days=21))["standings"]
    assert stands["state"] == "done"
    assert [line.partition(" on ")[0] for line in stands["told"]] == ["warning", "final warning"]
    assert all("people took it to alice@example.com" in line for line in stands["told"])
    assert stands["next_at"][:10] == f"{T0 + timedelta(days=51):%Y-%m-%d}"


def test_a_warning_that_nobody_takes_holds_the_ladder_up(aws, mailbox):
    user_with_key(aws, "alice")
    settings(mailbox)
    mailbox.refused["alice@example.com"] = "550 no such mailbox"

    ended = remediate("apply", planned(), "--yes")
    assert ended.code == 1
    assert "failed" in ended.out
    later = told(remediate("plan", "--format", "json", days=14))
    assert [one["stage"] for one in later["steps"]] == ["warning"]


def test_what_speaks_against_a_plan_keeps_it_from_being_applied(aws, mailbox):
    user_with_key(aws, "alice")
    settings(mailbox, "warnings = []")
    plan = planned()
    good = Path("iam-audit.toml").read_text()

    approval = Path(f"{plan}.approval.json").rename("elsewhere.json")
    dry = remediate("apply", plan)
    assert dry.code == 1
    assert "Not to be applied: It has 0 of 1 approvals that it needs." in dry.out
    ended = remediate("apply", plan, "--yes")
    assert ended.code == 1
    assert ended.err == "iam-audit: nothing was done: the plan is not to be applied as it is.\n"

    Path("iam-audit.toml").write_text(good.replace("warnings = []", 'warnings = []\nbreak_glass = ["alice"]'))
    ended = remediate("apply", plan, "--approval", str(approval), "--yes")
    assert ended.code == 1
    assert "made under other settings of [remediate]" in ended.out

    Path("iam-audit.toml").write_text(good.replace(f'armed = ["{ACCOUNT_ID}"]', ""))
    ended = remediate("apply", plan, "--approval", str(approval), "--yes")
    assert ended.code == 1
    assert "is not armed" in ended.out
    assert statuses(aws) == ["Active"]


def test_what_somebody_has_changed_since_is_told_be_it_in_aws_or_in_the_journal(aws, mailbox):
    key_id = user_with_key(aws, "alice")
    settings(mailbox, "warnings = []")
    applied()
    aws.update_access_key(UserName="alice", AccessKeyId=key_id, Status="Active")

    ended = remediate("status", "--live")
    assert ended.code == 1
    assert "AWS: somebody has taken it back" in ended.out
    assert "1 not as the journal says, or missed by somebody" in ended.err

    with sqlite3.connect("store.sqlite") as store:
        store.execute("UPDATE journal_event SET \"by\" = 'somebody else' WHERE number = 2")
    ended = remediate("status")
    assert ended.code == 1
    assert "THE JOURNAL WAS CHANGED: event 2 is not what was written." in ended.out


def test_against_aws_itself_nobody_applies_as_of_another_day():
    for command in (("apply", "plan.json"), ("rollback", "run-1")):
        ended = remediate(*command, "--yes")
        assert ended.code == 2
        assert ended.is_one_line
        assert "--now is for dry runs" in ended.err


def test_a_status_of_nothing_is_empty_and_makes_no_store():
    ended = remediate("status")

    assert (ended.code, ended.out) == (0, "0 targets, 0 events; the chain is whole.\n")
    assert not list(Path().rglob("store.sqlite"))


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("apply", "none.json"), "none.json could not be read"),
        (("rollback", "nonsense"), "no run and no step 'nonsense'"),
        (("status", "--format", "yaml"), "--format: there is no 'yaml'"),
    ],
)
def test_wrong_usage_of_what_changes_is_one_line(aws, args, said):
    ended = remediate(*args)

    assert ended.code == 2
    assert ended.is_one_line
    assert said in ended.err


def test_cloudtrail_says_of_every_closure_who_made_it(aws, mailbox, monkeypatch):
    keys = {name: user_with_key(aws, name) for name in EVERYBODY}
    settings(mailbox, "warnings = []")
    run_id = applied()["run_id"]
    assert statuses(aws, *EVERYBODY) == ["Inactive"] * 3
    off = {
        name: {"user": name, "key": key, "status": "Inactive", "agent": f"Boto3 iam-audit/1 run/{run_id}"}
        for name, key in keys.items()
    }
    happened = [entry(f"off-{name}", "UpdateAccessKey", T0, **asked) for name, asked in off.items()]
    back = {"user": "bob", "key": keys["bob"], "status": "Active", "who": session("mallory")}
    happened.append(entry("on", "UpdateAccessKey", T0 + timedelta(hours=5), **back))
    gone = {"user": "carol", "key": keys["carol"], "who": person("carol")}
    happened.append(entry("gone", "DeleteAccessKey", T0 + timedelta(hours=6), **gone))

    with SimulatedTrail({"AKIAIOSFODNN7EXAMPLE": happened}) as trail:
        monkeypatch.setenv("AWS_ENDPOINT_URL_CLOUDTRAIL", trail.url)
        monkeypatch.setenv("IAM_AUDIT_EVENTS__CALLS_PER_SECOND", "1000")
        ended = cli("events", "--format", "json", "--now", (T0 + timedelta(days=1)).isoformat())

    closures = {one["closed"]["user_name"]: one for one in told(ended)["closures"]}
    assert {name: one["verdict"] for name, one in closures.items()} == {
        "alice": "us",
        "bob": "came_back",
        "carol": "owner",
    }
    assert closures["alice"]["why"].endswith(f"step deactivate-access-key of run {run_id}")
    assert "assumed-role/admin/mallory" in closures["bob"]["why"]
    assert "CloudTrail: DeleteAccessKey on " in remediate("status").out
