"""Alerts from the handlers: when there are any, what is refused before the audit, and quiet hours."""

import itertools

import pytest
from cloud import Context
from http_services import Service

from builders import NOW
from iam_audit.aws_lambda import audit, plan
from iam_audit.errors import SettingsError
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


def run():
    return audit.handler({"now": NOW.isoformat()}, Context())


def begin():
    return plan.handler({"run_id": "run-1", "now": NOW.isoformat()}, Context())


def test_channels_may_be_variables_of_the_function(told, aws, hook):
    told(aws)

    assert run()["alerts"] == {"sent": 1, "given_up": 0, "waiting": 0, "quiet": False, "remarks": 2}
    assert len(hook.asked) == 1


def test_whose_address_was_not_believed_is_in_the_log(told, aws, caplog):
    told(aws)
    run()

    assert "'security@example.com' in the SECURITY contact of 123456789012 is of no allowed" in caplog.text


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


def test_in_quiet_hours_messages_wait_and_nothing_fails(told, aws, hook):
    told(aws, ALERTS__QUIET_DAYS=EVERY_DAY)
    alerts = run()["alerts"]

    assert (alerts["sent"], alerts["waiting"], alerts["quiet"]) == (0, 1, True)
    assert not hook.asked


def test_what_waited_is_sent_once_the_quiet_hours_are_over(told, aws, hook):
    told(aws, ALERTS__QUIET_DAYS=EVERY_DAY)
    run()
    told(aws, ALERTS__QUIET_DAYS="")

    assert run()["alerts"]["sent"] == 1
    assert len(hook.asked) == 1


def test_key_ids_are_masked_in_messages_too_when_the_settings_say_so(told, aws, hook):
    told(aws, REPORT__MASK_KEYS="true")
    run()

    assert b"AKIA9012000000000000" not in hook.asked[0].body
    assert b"AKIA************0000" in hook.asked[0].body
