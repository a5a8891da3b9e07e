"""What the templates and the Terraform module make for alerts."""

import json
import re

import pytest
from stacks import DEPLOY, resources

from iam_audit.alerts import kinds
from iam_audit.aws_lambda.events import AuditEvent, Chosen, understood
from iam_audit.ledger.dynamodb_table import ACTIONS, DEFINITION, EXPIRES

TEMPLATES = {"scheduled-audit.yaml": "FunctionRole", "organization-audit.yaml": "MergeRole"}
SENDS = {"scheduled-audit.yaml": "Function", "organization-audit.yaml": "MergeFunction"}
OPTIONAL = {
    "SecretsPolicy": ("HasSecrets", "SecretArns", ["secretsmanager:GetSecretValue"]),
    "ParametersPolicy": ("HasParameters", "ParameterArns", ["ssm:GetParameter"]),
    "KeysPolicy": ("HasKeys", "KeyArns", ["kms:Decrypt", "kms:GenerateDataKey"]),
    "TopicsPolicy": ("HasMessageTopics", "MessageTopicArns", ["sns:Publish"]),
    "EventBusesPolicy": ("HasEventBuses", "EventBusArns", ["events:PutEvents"]),
    "SecurityHubPolicy": ("HasSecurityHub", None, ["securityhub:BatchImportFindings"]),
}
"""When each policy is there, what it is about, and what it allows."""
MODULE = DEPLOY / "terraform" / "scheduled-audit"

pytestmark = pytest.mark.parametrize("template", TEMPLATES)


def statement(template, policy):
    (only,) = resources(template)[policy]["Properties"]["PolicyDocument"]["Statement"]
    return only


def listed(value):
    return [value] if isinstance(value, str) else list(value)


def test_the_ledger_is_the_table_that_we_write_to(template):
    table = resources(template)["Ledger"]["Properties"]

    assert {name: table[name] for name in DEFINITION} == DEFINITION
    assert table["TimeToLiveSpecification"] == {"AttributeName": EXPIRES, "Enabled": True}


def test_the_ledger_is_encrypted_and_can_be_restored_and_outlives_the_stack(template):
    ledger = resources(template)["Ledger"]

    assert ledger["Properties"]["SSESpecification"] == {"SSEEnabled": True}
    assert ledger["Properties"]["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert (ledger["DeletionPolicy"], ledger["UpdateReplacePolicy"]) == ("Retain", "Retain")


def test_only_who_sends_may_write_to_the_ledger(template):
    policy = resources(template)["LedgerPolicy"]["Properties"]

    assert policy["Roles"] == [{"Ref": TEMPLATES[template]}]
    assert statement(template, "LedgerPolicy")["Action"] == list(ACTIONS)
    assert statement(template, "LedgerPolicy")["Resource"] == {"Fn::GetAtt": ["Ledger", "Arn"]}


@pytest.mark.parametrize("policy", OPTIONAL)
def test_what_a_channel_needs_is_allowed_when_it_is_asked_for_and_there_only(template, policy):
    condition, parameter, actions = OPTIONAL[policy]
    made, allowed = resources(template)[policy], statement(template, policy)

    assert made["Condition"] == condition
    assert made["Properties"]["Roles"] == [{"Ref": TEMPLATES[template]}]
    assert listed(allowed["Action"]) == actions
    assert allowed["Resource"] == ({"Ref": parameter} if parameter else "*")


def test_every_permission_that_a_channel_declares_can_be_had(template):
    declared = {action for kind in kinds().values() for action in kind.permissions}

    assert declared <= {action for _, _, actions in OPTIONAL.values() for action in actions}


def test_keys_are_used_through_the_services_alone(template):
    (services,) = statement(template, "KeysPolicy")["Condition"]["StringLike"].values()

    assert [one["Fn::Sub"].partition(".")[0] for one in services] == ["secretsmanager", "ssm", "sns"]


def test_the_function_that_sends_runs_once_at_a_time_and_knows_its_ledger(template):
    function = resources(template)[SENDS[template]]["Properties"]

    assert function["ReservedConcurrentExecutions"]["Fn::If"][:2] == ["IsOneAtATime", 1]
    assert function["Environment"]["Variables"]["IAM_AUDIT_SHARDS__LEDGER_TABLE"] == {"Ref": "Ledger"}


def test_logs_are_kept_for_a_time_that_can_be_chosen(template):
    made = resources(template)
    groups = [
        one["Properties"]["LoggingConfig"]["LogGroup"]
        for one in made.values()
        if one["Type"] == "AWS::Lambda::Function"
    ]

    assert groups == [{"Ref": "LogGroup"}] * len(groups)
    assert made["LogGroup"]["Properties"]["RetentionInDays"] == {"Ref": "LogRetentionDays"}


def test_the_schedule_has_a_time_zone_attempts_and_a_place_for_what_fails(template):
    schedule = resources(template)["Schedule"]["Properties"]

    assert schedule["ScheduleExpressionTimezone"] == {"Ref": "ScheduleTimezone"}
    assert schedule["Target"]["RetryPolicy"]["MaximumRetryAttempts"] == 10
    assert schedule["Target"]["DeadLetterConfig"]["Arn"] == {"Fn::GetAtt": ["Undelivered", "Arn"]}


def test_the_schedule_of_the_report_asks_for_it_in_an_event_that_is_understood(template):
    made = resources(template)["ReportSchedule"]
    text, values = made["Properties"]["Target"]["Input"]["Fn::Sub"]
    separator, channels = values["Channels"]["Fn::Join"]
    text = text.replace("${Channels}", separator.join(["one", "two"])).replace("${WholeOrganization}", "true")

    kind = AuditEvent if template == "scheduled-audit.yaml" else Chosen
    assert (made["Condition"], channels) == ("HasReportChannels", {"Ref": "ReportChannels"})
    assert understood(json.loads(text), kind).send == ("one", "two")


def test_the_terraform_module_allows_the_same_to_channels(template):
    text = (MODULE / "main.tf").read_text()
    allowed = re.findall(r'sid += "(\w+)"\n\s+actions += \[([^\]]+)\]', text)
    module = {sid: re.findall(r'"([^"]+)"', actions) for sid, actions in allowed}

    for policy, (_, _, actions) in OPTIONAL.items():
        assert module[statement(template, policy)["Sid"]] == actions
