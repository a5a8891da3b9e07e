"""The deployed organization audit: the stack on moto's CloudFormation, its state machine run by moto's interpreter.

The real handlers answer for the functions, S3 is moto's server, and the organization and its accounts are simulated.
"""

import json
import time
from datetime import datetime

import pytest
from cloud import Context
from stacks import CODE, functions, here, make_stack, resources, statements
from told import recipients

from iam_audit.aws import connect
from iam_audit.errors import EventError
from iam_audit.reports import formats
from iam_audit.settings import load
from iam_audit.workflows import Entry, Organization, audit, permissions_for
from iam_audit.workflows.judging import questions
from simulated_aws import SimulatedAws
from simulated_neighbours import MANAGEMENT, ORGANIZATION

THIRD, FOURTH = "444455556666", "700000000000"
ROLE = "arn:aws:iam::123456789012:role/example"
CONFIG = "organization.toml"

pytestmark = pytest.mark.filterwarnings("ignore:Tried to parse .* not supported by moto:UserWarning")


@pytest.fixture(scope="module")
def stack(cloud):
    made = make_stack(
        cloud,
        "organization-audit.yaml",
        "org",
        AccountsPerBatch="2",
        ReportFormats="json",
        ConfigKey=CONFIG,
    )
    cloud.client("s3").put_object(Bucket=CODE["CodeBucket"], Key=CONFIG, Body=b"")
    return made


@pytest.fixture(scope="module")
def machine(cloud, stack):
    """The state machine of the stack, in the interpreter."""
    stepfunctions = cloud.client("stepfunctions")
    made = stepfunctions.describe_state_machine(stateMachineArn=stack["StateMachineArn"])
    definition = json.loads(made["definition"])
    definition["States"]["AuditBatches"]["ToleratedFailurePercentage"] *= 1.0  # moto's grammar knows no 10
    definition["States"]["Merge"]["Retry"][1]["IntervalSeconds"] = 1  # a minute, for those who wait for it
    cloud.configure(stepfunctions={"execute_state_machine": True})
    created = stepfunctions.create_state_machine(name="org", definition=json.dumps(definition), roleArn=ROLE)
    yield created["stateMachineArn"]
    cloud.configure(stepfunctions={"execute_state_machine": False})


@pytest.fixture
def run(cloud, stack, machine, monkeypatch):
    """Run the state machine against a simulated AWS until it ends."""
    made = functions(cloud, "org")
    cloud.handlers = {name: one["Handler"].removesuffix(".handler") for name, one in made.items()}
    cloud.invoked.clear()

    def execute(server, name, **settings):
        variables = made["BatchFunction"]["Environment"]["Variables"]
        for variable, value in (server.environment | here(cloud) | variables | settings).items():
            monkeypatch.setenv(variable, str(value))
        stepfunctions = cloud.client("stepfunctions")
        arn = stepfunctions.start_execution(stateMachineArn=machine, name=name, input="{}")["executionArn"]
        for _ in range(600):
            told = stepfunctions.describe_execution(executionArn=arn)
            if told["status"] != "RUNNING":
                return told
            time.sleep(0.1)
        raise TimeoutError(arn)

    return execute


@pytest.fixture
def alerts(cloud, put_settings):
    """Settings with channels, for one test."""
    put_settings(CONFIG)
    yield
    cloud.client("s3").put_object(Bucket=CODE["CodeBucket"], Key=CONFIG, Body=b"")


def report(cloud, stack, run_id):
    key = f"iam-audit/runs/{run_id}/report/key_audit_report.json"
    return cloud.client("s3").get_object(Bucket=stack["BucketName"], Key=key)["Body"].read().decode()


def plain_report(folder, now):
    """What `iam-audit audit --org` makes of the same organization at the same moment."""
    asked = questions(load(folder, {}), now)
    source = Organization(aws=connect(), entry=Entry(role="iam-audit-reader"))
    return formats()["json"].render(audit(source, asked, now))


def test_a_batch_that_failed_is_tried_again_and_the_report_is_that_of_one_machine(
    cloud, stack, run, tmp_path
):
    faults = {"deny_account": (FOURTH,), "fault": {"AssumeRole": ("500",)}}
    with SimulatedAws(accounts=4, users=2, **faults, **ORGANIZATION) as server:
        told = run(server, "first")
        summary = json.loads(told["output"])
        plain = plain_report(tmp_path, datetime.fromisoformat(summary["generated_at"]))

    assert (told["status"], summary["accounts"], summary["unfinished"]) == ("SUCCEEDED", 4, 0)
    ends = sorted((module.rpartition(".")[2], error) for module, error in cloud.invoked)
    assert ends == [("batch", ""), ("batch", ""), ("batch", "UnfinishedError"), ("merge", ""), ("plan", "")]
    assert report(cloud, stack, "first") == plain
    unread = [one["id"] for one in json.loads(plain)["accounts"] if one["status"] == "not_assessed"]
    assert unread == [FOURTH]
    assert (
        f"arn:aws:iam::{MANAGEMENT}:role/ops" in plain
    )  # a way from one account into another, through a third


def test_when_batches_fail_for_good_there_is_a_report_that_says_so_and_the_execution_fails(
    cloud, stack, run, monkeypatch
):
    def refuse_the_second(module, event):
        if event.get("batch", {}).get("number") == 2:
            raise EventError("this batch is refused")

    monkeypatch.setattr(cloud, "before", refuse_the_second)
    with SimulatedAws(accounts=4, users=1) as server:
        only = {"IAM_AUDIT_AUDIT__ONLY": "access-key-age", "IAM_AUDIT_SHARDS__TABLES": "false"}
        told = run(server, "second", **only)

    assert told["status"] == "FAILED"
    assert told["error"] == "Unfinished"
    accounts = json.loads(report(cloud, stack, "second"))["accounts"]
    unread = {one["id"]: one["reason"] for one in accounts if one["status"] == "not_assessed"}
    assert unread == dict.fromkeys([THIRD, FOURTH], "no worker finished it")


def test_one_owner_gets_one_digest_of_all_accounts_though_the_merge_is_cut_short(
    cloud, run, alerts, hook, mailbox, monkeypatch
):
    def cut_the_first_merge_short(module, event):
        if module.endswith(".merge") and not cloud.invoked[-1][0].endswith(".merge"):
            cloud.contexts = [Context(left=[900_000, 1_000, 1_000])]

    monkeypatch.setattr(cloud, "before", cut_the_first_merge_short)
    with SimulatedAws(accounts=3, users=2, key_share=1.0) as server:
        told = run(server, "third", IAM_AUDIT_SHARDS__TABLES="false")

    assert [error for module, error in cloud.invoked if module.endswith(".merge")] == ["UnfinishedError", ""]
    assert (told["status"], json.loads(told["output"])["alerts"]["sent"]) == ("SUCCEEDED", 2)
    assert [len(one.json["items"]) for one in hook.asked] == [6]
    assert recipients(mailbox) == ["ann@example.com", "bob@example.com"]


def test_a_worker_may_do_what_reading_takes_and_little_else():
    allowed = statements("organization-audit.yaml", "WorkerRole")

    needed = {one["Sid"]: one["Action"] for one in permissions_for(["audit", "organization"])["Statement"]}
    assert allowed["ReadThisAccount"] == needed["ReadCredentialsAndTheirUse"]
    assert allowed["ReadWhatHoldsForAll"] == needed["ReadWhatHoldsForAll"]
    assert allowed["EnterMemberAccounts"] == "sts:AssumeRole"
    assert allowed["KeepResults"] == ["s3:GetObject", "s3:PutObject"]
    assert allowed["TellWhatIsThere"] == "s3:ListBucket"
    assert allowed["WriteLogs"] == ["logs:CreateLogStream", "logs:PutLogEvents"]
    assert len(allowed) == 6


def test_a_planner_may_list_the_organization_and_enter_no_account():
    allowed = statements("organization-audit.yaml", "PlanRole")

    needed = {one["Sid"]: one["Action"] for one in permissions_for(["organization"])["Statement"]}
    assert allowed["ListTheOrganization"] == needed["ListTheOrganization"]
    assert "sts:AssumeRole" not in allowed.values()


@pytest.mark.parametrize("template", ["organization-audit.yaml", "scheduled-audit.yaml"])
def test_the_bucket_is_encrypted_and_closed_to_the_public_and_forgets(template):
    bucket = resources(template)["Bucket"]["Properties"]

    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    assert "SSEAlgorithm" in str(bucket["BucketEncryption"])
    assert "ExpirationInDays" in str(bucket["LifecycleConfiguration"])
