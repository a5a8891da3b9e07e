"""The deployed scheduled audit sends messages: a stack on moto's server, and real servers for who is told."""

import json

import pytest
from cloud import Context
from stacks import forget, functions, here, make_stack
from told import HOOK_SECRET, MAIL_PASSWORD, recipients

from http_services import reply
from iam_audit.aws_lambda import telling
from iam_audit.ledger import Patience
from simulated_aws import SimulatedAws

PLENTY, LITTLE = 900_000, 1_000

pytestmark = pytest.mark.filterwarnings("ignore:Tried to parse .* not supported by moto:UserWarning")


@pytest.fixture(scope="module")
def stack(cloud, secret):
    return make_stack(
        cloud,
        "scheduled-audit.yaml",
        "alerting",
        ReportFormats="json",
        ConfigKey="settings/iam-audit.toml",
        SecretArns=secret,
        ParameterArns="arn:aws:ssm:us-east-1:123456789012:parameter/iam-audit/smtp",
    )


@pytest.fixture
def configured(cloud, stack, put_settings):
    """Put the settings where the stack says that they are, with nothing said to anybody yet."""
    put_settings("settings/iam-audit.toml")
    yield
    forget(cloud, stack["LedgerTableName"])


@pytest.fixture
def invoke(cloud, configured, monkeypatch):
    """Invoke the function as the schedule does, with the variables that the stack sets."""
    function = functions(cloud, "alerting")["Function"]
    cloud.handlers = {"Function": function["Handler"].removesuffix(".handler")}

    def invoke(server, *contexts):
        cloud.contexts = list(contexts)
        variables = function["Environment"]["Variables"] | {"IAM_AUDIT_SHARDS__TABLES": "false"}
        for name, value in (server.environment | here(cloud) | variables).items():
            monkeypatch.setenv(name, str(value))
        event = json.dumps({"org": False})
        answer = cloud.client("lambda").invoke(FunctionName=function["FunctionArn"], Payload=event)
        return answer.get("FunctionError"), json.loads(answer["Payload"].read())

    return invoke


@pytest.fixture
def aws():
    """One account, with an old key of each of two users."""
    with SimulatedAws(users=2, key_share=1.0) as server:
        yield server


def test_the_channel_gets_one_digest_and_each_owner_one_mail_and_nobody_the_same_again(
    invoke, aws, hook, mailbox
):
    error, summary = invoke(aws)
    again, nothing_new = invoke(aws)

    assert (error, summary["alerts"]["sent"], summary["alerts"]["waiting"]) == (None, 3, 0)
    assert (again, nothing_new["alerts"]["sent"]) == (None, 0)
    assert nothing_new["run_id"] != summary["run_id"]
    assert [len(one.json["items"]) for one in hook.asked] == [2]
    assert recipients(mailbox) == ["ann@example.com", "bob@example.com"]


def test_when_time_runs_out_the_next_attempt_sends_what_is_left(invoke, aws, hook, mailbox):
    error, told = invoke(aws, Context(left=[PLENTY, PLENTY, LITTLE, LITTLE]))
    first = len(hook.asked) + len(mailbox.mails)
    again, summary = invoke(aws, Context())

    assert (error, told["errorType"], first) == ("Unhandled", "UnfinishedError", 1)
    assert told["errorMessage"].startswith(
        "2 messages of this audit or an earlier one are not delivered yet, 1"
    )
    assert (again, summary["alerts"]["sent"]) == (None, 2)
    assert (len(hook.asked), recipients(mailbox)) == (1, ["ann@example.com", "bob@example.com"])
    assert aws.calls[("123456789012", "GetCredentialReport")] == 1


def test_a_channel_that_fails_stops_neither_report_nor_others_and_the_next_attempt_tries_it_again(
    cloud, stack, invoke, aws, hook, mailbox, monkeypatch, caplog
):
    monkeypatch.setattr(telling, "PATIENCE", Patience(first_wait=telling.PATIENCE.first_wait * 0))
    hook.script = [reply(401)]
    error, told = invoke(aws, Context("attempt"))
    reached = recipients(mailbox)
    written = report(cloud, stack, "attempt")
    again, summary = invoke(aws, Context("attempt"))

    assert (error, told["errorType"]) == ("Unhandled", "UnfinishedError")
    assert "127.0.0.1 refused the message with status 401" in told["errorMessage"]
    assert written["total_keys_audited"] == 2
    assert reached == recipients(mailbox) == ["ann@example.com", "bob@example.com"]
    assert (again, summary["alerts"]["sent"]) == (None, 1)
    assert hook.asked[0].headers["Idempotency-Key"] == hook.asked[1].headers["Idempotency-Key"]
    assert HOOK_SECRET not in f"{told} {caplog.text}"
    assert MAIL_PASSWORD not in f"{told} {caplog.text}"


def test_what_is_refused_for_good_is_given_up_and_told_in_the_log(invoke, aws, hook, caplog):
    hook.script = [reply(413)]
    error, summary = invoke(aws)

    assert (error, summary["alerts"]["given_up"], summary["alerts"]["waiting"]) == (None, 1, 0)
    assert "a message over security was given up after 1 attempts" in caplog.text


def test_the_role_may_read_the_settings_and_secrets_that_were_named(cloud, stack, secret):
    role = stack["FunctionRoleArn"].rpartition("/")[2]
    iam = cloud.client("iam")
    names = set(iam.list_role_policies(RoleName=role)["PolicyNames"])
    policies = {one: str(iam.get_role_policy(RoleName=role, PolicyName=one)) for one in names}

    assert names == {"audit", "ledger", "settings", "secrets", "parameters"}
    assert secret in policies["secrets"]
    assert "arn:aws:s3:::example-code/settings/iam-audit.toml" in policies["settings"]
    assert f"table/{stack['LedgerTableName']}" in policies["ledger"]


def report(cloud, stack, run_id):
    key = f"iam-audit/runs/{run_id}/report/key_audit_report.json"
    return json.load(cloud.client("s3").get_object(Bucket=stack["BucketName"], Key=key)["Body"])
