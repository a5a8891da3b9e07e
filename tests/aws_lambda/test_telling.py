"""Alerts from the handlers: when there are any, what is refused before the audit, and quiet hours."""

import itertools

import pytest
from cloud import Context

from builders import NOW
from http_services import Service, reply
from iam_audit.aws_lambda import audit, merge, plan
from iam_audit.errors import EventError, SettingsError, UnfinishedError
from iam_audit.ledger.dynamodb_table import DEFINITION
from simulated_aws import SimulatedAws

COUNT = itertools.count()
EVERY_DAY = "mon,tue,wed,thu,fri,sat,sun"


@pytest.fixture
def ledger(cloud):
    """A table with nothing in it."""
    dynamodb, name = cloud.client("dynamodb"), f"told-{next(COUNT)}"
    dynamodb.create_table(TableName=name, **DEFINITION)
    yield name
    dynamodb.delete_table(TableName=name)


@pytest.fixture
def told(cloud, deployed, ledger, monkeypatch, hook: Service):
    """Set the variables of a deployment that tells the hook."""
    monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", cloud.url)
    channel = {
        "CHANNELS__HOOK__KIND": "webhook",
        "CHANNELS__HOOK__URL": hook.url,
        "CHANNELS__HOOK__ALLOW_NETWORKS": '["127.0.0.0/8"]',
    }

    def deploy(server, **settings):
        deployed(server, **{"SHARDS__LEDGER_TABLE": ledger} | channel | settings)

    return deploy


@pytest.fixture
def aws():
    with SimulatedAws(users=1, key_share=1.0) as server:
        yield server


def run(context=None, **event):
    return audit.handler({"now": NOW.isoformat(), **event}, context or Context())


def begin(**chosen):
    return plan.handler({"run_id": "run-1", "now": NOW.isoformat(), "chosen": chosen}, Context())


def test_channels_may_be_variables_of_the_function(told, aws, hook, caplog):
    told(aws, ALERTS__CREATORS="true")

    assert run()["alerts"] == {"sent": 1, "given_up": 0, "waiting": 0, "quiet": False, "remarks": 2}
    assert len(hook.asked) == 1
    assert "'security@example.com' in the SECURITY contact of 123456789012 is of no allowed" in caplog.text
    assert "functions do not ask who made the keys" in caplog.text


def test_without_channels_nothing_is_told_and_no_ledger_is_needed(deployed, aws):
    deployed(aws)

    assert "alerts" not in run()


@pytest.mark.parametrize("handler", [begin, run])
def test_channels_without_a_ledger_are_refused_before_anything_is_read(told, aws, handler):
    told(aws, SHARDS__LEDGER_TABLE="")
    with pytest.raises(SettingsError, match=r"no ledger.*: set IAM_AUDIT_SHARDS__LEDGER_TABLE to the name"):
        handler()

    assert not aws.calls


@pytest.mark.parametrize("handler", [begin, run])
def test_a_channel_that_will_not_do_is_refused_before_anything_is_read(told, aws, handler):
    told(aws, CHANNELS__HOOK__KIND="webhok")
    with pytest.raises(SettingsError, match=r"\[channels.hook\]: there is no kind of channel 'webhok'"):
        handler()

    assert not aws.calls


def test_what_falls_into_quiet_hours_waits_until_they_are_over_and_fails_nothing(told, aws, hook):
    told(aws, ALERTS__QUIET_DAYS=EVERY_DAY)
    alerts, asked = run()["alerts"], len(hook.asked)
    told(aws, ALERTS__QUIET_DAYS="")

    assert (alerts["sent"], alerts["waiting"], alerts["quiet"], asked) == (0, 1, True, 0)
    assert run()["alerts"]["sent"] == 1
    assert len(hook.asked) == 1


def test_key_ids_are_masked_in_messages_too_when_the_settings_say_so(told, aws, hook):
    told(aws, REPORT__MASK_KEYS="true")
    run()

    assert b"AKIA9012000000000000" not in hook.asked[0].body
    assert b"AKIA************0000" in hook.asked[0].body


def test_the_report_of_all_users_goes_to_a_channel_once_however_often_the_run_is_tried(told, aws, hook):
    told(aws)
    hook.script = [reply(), reply(401)]
    with pytest.raises(
        UnfinishedError, match=r"report of all users did not get to everyone: hook: 127.0.0.1 ref"
    ):
        run(send=["hook"])
    with pytest.raises(UnfinishedError, match=r"hook: there was no time left"):
        run(Context(left=[1]), send=["hook"])

    assert [run(send=["hook"])["announced"] for _ in range(2)] == [["hook"], ["hook"]]
    assert [len(one.json["users"]) for one in hook.asked] == [0, 1, 1]


def test_an_audit_on_several_machines_sends_its_report_at_its_end(told, aws, hook):
    told(aws, ORGANIZATION__ROLE="reader")
    planned = begin(send=["hook"])
    merge.handler({"run_id": planned["run_id"]}, Context())

    assert hook.asked[-1].json["kind"] == "report"


@pytest.mark.parametrize(("send", "said"), [("hok", "Did you mean 'hook'"), ("x", "Known: hook")])
def test_a_report_for_a_channel_that_is_not_there_is_refused_before_anything_is_read(told, aws, send, said):
    told(aws)
    with pytest.raises(EventError, match=rf"'send' names '{send}'.*{said}"):
        run(send=[send])

    assert not aws.calls


def test_without_channels_nobody_can_get_the_report(deployed, aws):
    deployed(aws)
    with pytest.raises(EventError, match=r"'send' names 'hook'.* Known: none\."):
        begin(send=["hook"])
