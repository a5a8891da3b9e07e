"""What "AwsSecurityFinding" in the Security Hub API Reference asks of a finding to import."""

import json
import re

import audits
import botocore.session
import pytest
from botocore.validate import validate_parameters
from moto import mock_aws

from builders import access_key
from iam_audit.model import Resource, Severity, Status
from iam_audit.reports.asff import AsffReport
from iam_audit.reports.masking import mask_keys

REQUIRED = {
    "AwsAccountId",
    "CreatedAt",
    "Description",
    "GeneratorId",
    "Id",
    "ProductArn",
    "Resources",
    "SchemaVersion",
    "Severity",
    "Title",
    "Types",
    "UpdatedAt",
}
LONGEST = {
    "Id": 512,
    "GeneratorId": 512,
    "Title": 256,
    "Description": 1024,
    "ProductName": 128,
    "CompanyName": 128,
}
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


def imported(result, **options):
    return json.loads(AsffReport(**options).render(result))


def only(**fields):
    (found,) = imported(audits.audit(audits.replace(audits.judged(), findings=(audits.finding(**fields),))))
    return found


def securityhub():
    return botocore.session.get_session().create_client(
        "securityhub", region_name="us-east-1", aws_access_key_id="testing", aws_secret_access_key="testing"
    )


@pytest.mark.parametrize("case", audits.CASES)
def test_every_finding_has_what_is_required_within_its_limits(case):
    for found in imported(audits.CASES[case]()):
        assert set(found) >= REQUIRED
        assert all(1 <= len(found[name]) <= longest for name, longest in LONGEST.items())
        assert found["SchemaVersion"] == "2018-10-08"
        assert MOMENT.fullmatch(found["CreatedAt"])
        assert len(found["ProductFields"]) <= 50
        assert len(found["Remediation"]["Recommendation"]["Text"]) <= 512
        assert len(found["Compliance"].get("RelatedRequirements", [])) <= 32
        assert len(json.dumps(found)) < 240_000


@pytest.mark.parametrize("case", ["nine keys", "organization", "nasty names"])
def test_the_aws_sdk_accepts_every_finding(case):
    shape = securityhub().meta.service_model.operation_model("BatchImportFindings").input_shape

    validate_parameters({"Findings": imported(audits.CASES[case]())}, shape)


@mock_aws
def test_security_hub_imports_them_all():
    found = imported(audits.organization())

    answer = securityhub().batch_import_findings(Findings=found)

    assert (answer["SuccessCount"], answer["FailedCount"]) == (len(found), 0)


def test_long_texts_are_cut():
    found = only(
        title="t" * 300,
        message="m" * 2000,
        remediation=audits.Remediation(text="r" * 600),
        evidence={f"{number}{'n' * 200}": "v" * 3000 for number in range(60)},
        frameworks={"NIST": tuple(f"AC-{number}-{'x' * 80}" for number in range(40))},
    )

    assert found["Title"] == "t" * 255 + "…"
    assert len(found["Description"]) == 1024
    assert len(found["Remediation"]["Recommendation"]["Text"]) == 512
    assert len(found["ProductFields"]) <= 50
    assert all(len(name) <= 128 and len(text) <= 2048 for name, text in found["ProductFields"].items())
    assert len(found["Compliance"]["RelatedRequirements"]) == 32
    assert all(len(one) <= 64 for one in found["Compliance"]["RelatedRequirements"])


@pytest.mark.parametrize(
    ("partition", "region", "home"),
    [
        ("aws", None, "us-east-1"),
        ("aws", "eu-west-1", "eu-west-1"),
        ("aws-cn", None, "cn-north-1"),
        ("aws-us-gov", None, "us-gov-west-1"),
    ],
)
def test_the_product_is_the_default_one_of_account_and_region(partition, region, home):
    made = audits.judged(account=audits.account(partition=partition))
    (found,) = imported(audits.audit(audits.replace(made, findings=(audits.finding(),))), region=region)

    assert (
        found["ProductArn"] == f"arn:{partition}:securityhub:{home}:123456789012:product/123456789012/default"
    )
    assert found["Resources"][0]["Partition"] == partition


def test_a_partition_that_the_format_cannot_name_is_left_out():
    made = audits.judged(account=audits.account(partition="aws-iso"))
    (found,) = imported(audits.audit(audits.replace(made, findings=(audits.finding(),))))

    assert "Partition" not in found["Resources"][0]


@pytest.mark.parametrize(
    ("status", "compliance", "workflow"),
    [
        (Status.FAIL, "FAILED", "NEW"),
        (Status.PASS, "PASSED", "RESOLVED"),
        (Status.MUTED, "FAILED", "SUPPRESSED"),
        (Status.NOT_EVALUATED, "NOT_AVAILABLE", "NEW"),
        (Status.MANUAL, "WARNING", "NEW"),
    ],
)
def test_how_a_check_ended_becomes_compliance_and_workflow(status, compliance, workflow):
    found = only(status=status)

    assert found["Compliance"]["Status"] == compliance
    assert found["Workflow"]["Status"] == workflow
    assert found["RecordState"] == "ACTIVE"


@pytest.mark.parametrize(
    ("severity", "status", "label"),
    [
        (Severity.CRITICAL, Status.FAIL, "CRITICAL"),
        (Severity.INFO, Status.FAIL, "INFORMATIONAL"),
        (Severity.CRITICAL, Status.PASS, "INFORMATIONAL"),
    ],
)
def test_severity_labels_are_those_of_security_hub(severity, status, label):
    assert only(severity=severity, status=status)["Severity"]["Label"] == label


def resource_of(kind, arn="arn:aws:iam::123456789012:thing/x"):
    where = Resource(type=kind, id="x", arn=arn, name="x", account_id="123456789012")
    return only(resource=where)["Resources"][0]


@pytest.mark.parametrize(
    ("kind", "aws_type"),
    [
        ("user", "AwsIamUser"),
        ("group", "AwsIamGroup"),
        ("role", "AwsIamRole"),
        ("policy", "AwsIamPolicy"),
        ("account", "AwsAccount"),
        ("root", "AwsAccount"),
        ("server-certificate", "Other"),
    ],
)
def test_resources_have_their_types(kind, aws_type):
    assert resource_of(kind)["Type"] == aws_type


def test_an_account_is_identified_as_security_hub_does():
    assert resource_of("root")["Id"] == "AWS::::Account:123456789012"


def test_a_thing_without_arn_still_has_an_id():
    assert resource_of("mfa-device", arn="")["Id"] == "iam-audit:123456789012:mfa-device/x"


def key_details(result):
    (found,) = imported(result)[:1]
    return found["Resources"][0]["Details"]["AwsIamAccessKey"]


def test_a_key_comes_with_its_details():
    assert key_details(audits.audit(audits.judged(access_key(age_days=200)))) == {
        "PrincipalType": "IAMUser",
        "PrincipalName": "alice",
        "AccountId": "123456789012",
        "AccessKeyId": "AKIAIOSFODNN7EXAMPLE",
        "Status": "Active",
        "CreatedAt": "2025-08-31T12:00:00.000Z",
    }


def test_what_is_not_known_of_a_key_is_left_out():
    unknown = access_key(id=None, active=None, created_at=None)

    assert set(key_details(audits.audit(audits.judged(unknown)))) == {
        "PrincipalType",
        "PrincipalName",
        "AccountId",
    }


def test_two_keys_that_look_alike_once_masked_are_not_mixed_up():
    first = access_key(age_days=200)
    second = access_key(age_days=200, id="AKIAI44QH8DHBEXAMPLE", active=None)
    found = imported(mask_keys(audits.audit(audits.judged(first, second))))

    assert [set(one["Resources"][0]["Details"]["AwsIamAccessKey"]) for one in found] == [
        {"PrincipalType", "PrincipalName", "AccountId"}
    ] * 2
    assert len({one["Id"] for one in found}) == 2


def test_without_frameworks_it_is_a_best_practice():
    found = only(frameworks={})

    assert found["Types"] == ["Software and Configuration Checks/AWS Security Best Practices"]
    assert "RelatedRequirements" not in found["Compliance"]
