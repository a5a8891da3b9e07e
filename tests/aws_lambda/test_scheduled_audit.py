"""The deployed scheduled audit: the stack on moto's CloudFormation, its function invoked as the schedule does."""

import json
import re

import pytest
from stacks import DEPLOY, functions, make_stack, resources, statements

from iam_audit.ledger.dynamodb_table import ACTIONS
from iam_audit.workflows import permissions_for
from simulated_aws import SimulatedAws

pytestmark = pytest.mark.filterwarnings("ignore:Tried to parse .* not supported by moto:UserWarning")


@pytest.fixture(scope="module")
def stack(cloud):
    return make_stack(cloud, "scheduled-audit.yaml", "daily", ReportFormats="csv")


@pytest.fixture
def invoked(cloud, stack, monkeypatch):
    """Invoke the function with the input of the schedule, its variables set."""

    def invoke(server, organization):
        function = functions(cloud, "daily")["Function"]
        cloud.handlers = {"Function": function["Handler"].removesuffix(".handler")}
        more = {
            "AWS_ENDPOINT_URL_S3": cloud.url,
            "IAM_AUDIT_AUDIT__ONLY": "access-key-age",
            "IAM_AUDIT_ORGANIZATION__ROLE": "iam-audit-reader",
            "IAM_AUDIT_SHARDS__TABLES": "false",
        }
        for name, value in (server.environment | function["Environment"]["Variables"] | more).items():
            monkeypatch.setenv(name, str(value))
        written = resources("scheduled-audit.yaml")["Schedule"]["Properties"]["Target"]["Input"]["Fn::Sub"]
        event = written.replace("${WholeOrganization}", organization)
        answer = cloud.client("lambda").invoke(FunctionName=function["FunctionArn"], Payload=event)
        return answer.get("FunctionError"), json.loads(answer["Payload"].read())

    return invoke


@pytest.mark.parametrize(("organization", "accounts"), [("false", 1), ("true", 2)])
def test_the_schedule_leaves_a_report_in_the_bucket(cloud, stack, invoked, organization, accounts):
    with SimulatedAws(accounts=2, users=2) as server:
        error, summary = invoked(server, organization)

    assert (error, summary["accounts"], summary["complete"]) == (None, accounts, True)
    (report,) = summary["reports"]
    bucket, _, key = report.removeprefix("s3://").partition("/")
    assert bucket == stack["BucketName"]
    assert cloud.client("s3").get_object(Bucket=bucket, Key=key)["Body"].read().startswith(b"username,key_id")


def test_an_error_fails_the_invocation_with_its_sentence(invoked):
    with SimulatedAws(fault={"GetCallerIdentity": ("InvalidClientTokenId*",)}) as server:
        error, told = invoked(server, "false")

    assert (error, told["errorType"]) == ("Unhandled", "CredentialsError")
    assert told["errorMessage"].startswith("AWS does not know this access key")


def test_the_function_may_do_what_reading_takes_and_little_else():
    allowed = statements("scheduled-audit.yaml", "FunctionRole")

    needed = {one["Sid"]: one["Action"] for one in permissions_for(["audit", "organization"])["Statement"]}
    assert allowed["ReadThisAccount"] == needed["ReadCredentialsAndTheirUse"]
    assert allowed["ReadWhatHoldsForAll"] == needed["ReadWhatHoldsForAll"]
    assert allowed["KeepResults"] == ["s3:GetObject", "s3:PutObject"]
    assert allowed["WriteLogs"] == ["logs:CreateLogStream", "logs:PutLogEvents"]
    assert len(allowed) == 6


def test_what_fails_for_good_is_kept_and_rings():
    made = resources("scheduled-audit.yaml")

    failures = made["Attempts"]["Properties"]["DestinationConfig"]["OnFailure"]["Destination"]
    assert failures == {"Fn::GetAtt": ["Undelivered", "Arn"]}
    assert made["AuditFailed"]["Properties"]["Dimensions"][0]["Value"] == {
        "Fn::GetAtt": ["Undelivered", "QueueName"]
    }


def test_attempts_that_all_fail_ring_though_nothing_could_be_kept():
    alarm = resources("scheduled-audit.yaml")["AuditErrors"]["Properties"]
    attempts = resources("scheduled-audit.yaml")["Attempts"]["Properties"]["MaximumRetryAttempts"] + 1

    assert (alarm["Namespace"], alarm["MetricName"], alarm["Threshold"]) == ("AWS/Lambda", "Errors", attempts)


def test_the_terraform_module_allows_and_sets_the_same():
    text = (DEPLOY / "terraform" / "scheduled-audit" / "main.tf").read_text()
    role = statements("scheduled-audit.yaml", "FunctionRole")
    function = resources("scheduled-audit.yaml")["Function"]["Properties"]

    reading = {*role["ReadThisAccount"], *role["ReadWhatHoldsForAll"]}
    listing = set(permissions_for(["organization"])["Statement"][0]["Action"])
    lists = set(re.findall(r'^\s+"([a-z-]+:[A-Z]\w+)",$', text, flags=re.MULTILINE))
    assert lists == reading | listing | {*ACTIONS}
    assert set(re.findall(r"IAM_AUDIT_\w+", text)) == set(function["Environment"]["Variables"])
