"""What OCSF 1.5.0 asks of a Compliance Finding event with the cloud profile, as listed in its schema."""

import json

import audits
import pytest

from iam_audit.model import Severity, Status
from iam_audit.reports.ocsf import OcsfReport

REQUIRED = {
    "activity_id",
    "category_uid",
    "class_uid",
    "cloud",
    "compliance",
    "finding_info",
    "metadata",
    "severity_id",
    "time",
    "type_uid",
}
REQUIRED_WITHIN = {
    "cloud": {"provider"},
    "compliance": {"standards"},
    "finding_info": {"uid"},
    "metadata": {"product", "version"},
    "remediation": {"desc"},
}
ATTRIBUTES = REQUIRED | {
    "activity_name",
    "category_name",
    "class_name",
    "message",
    "remediation",
    "resources",
    "severity",
    "status",
    "status_id",
    "type_name",
    "unmapped",
}
"""Those of the class that we use; anything else belongs under `unmapped`."""


def events(result):
    return [json.loads(line) for line in OcsfReport().render(result).splitlines()]


def only(**fields):
    (event,) = events(audits.audit(audits.replace(audits.judged(), findings=(audits.finding(**fields),))))
    return event


@pytest.mark.parametrize("case", audits.CASES)
def test_every_event_has_what_the_schema_requires_and_nothing_it_does_not_know(case):
    for event in events(audits.CASES[case]()):
        assert set(event) >= REQUIRED
        assert set(event) <= ATTRIBUTES
        for name, required in REQUIRED_WITHIN.items():
            assert required <= set(event[name])
        assert event["metadata"]["product"]["name"]
        assert event["compliance"]["standards"]
        assert event["finding_info"]["analytic"]["type_id"] == 1


def test_the_class_is_compliance_finding():
    event = only()

    assert (event["category_uid"], event["class_uid"], event["type_uid"]) == (2, 2003, 200301)
    assert event["type_uid"] == event["class_uid"] * 100 + event["activity_id"]


def test_time_is_in_milliseconds():
    assert only()["time"] == int(audits.NOW.timestamp()) * 1000


@pytest.mark.parametrize(
    ("status", "verdict", "lifecycle"),
    [
        (Status.FAIL, (3, "Fail"), (1, "New")),
        (Status.PASS, (1, "Pass"), (4, "Resolved")),
        (Status.MUTED, (3, "Fail"), (3, "Suppressed")),
        (Status.NOT_EVALUATED, (2, "Warning"), (1, "New")),
        (Status.MANUAL, (2, "Warning"), (1, "New")),
    ],
)
def test_how_a_check_ended_becomes_a_compliance_status(status, verdict, lifecycle):
    event = only(status=status)

    assert (event["compliance"]["status_id"], event["compliance"]["status"]) == verdict
    assert (event["status_id"], event["status"]) == lifecycle


@pytest.mark.parametrize(("severity", "number"), list(zip(Severity, (5, 4, 3, 2, 1), strict=True)))
def test_severities_have_their_numbers(severity, number):
    assert only(severity=severity)["severity_id"] == number


def test_what_passed_is_not_severe():
    assert only(status=Status.PASS, severity=Severity.CRITICAL)["severity"] == "Informational"


def test_the_event_is_recognised_by_the_fingerprint():
    assert only()["finding_info"]["uid"] == audits.finding().fingerprint


def test_a_key_is_named_by_its_id_and_its_owner():
    (resource,) = only(resource=audits.key_resource())["resources"]

    assert resource["uid"] == "AKIAIOSFODNN7EXAMPLE"
    assert resource["owner"]["name"] == "alice"


def test_requirements_name_framework_and_control():
    assert only()["compliance"]["requirements"] == ["CIS AWS 3.0 1.10", "SOC 2 CC6.1", "SOC 2 CC6.6"]


def test_an_account_without_a_name_has_none():
    nameless = audits.judged(account=audits.account(name=""))
    (event,) = events(audits.audit(audits.replace(nameless, findings=(audits.finding(),))))

    assert event["cloud"]["account"] == {"uid": "123456789012", "type": "AWS Account", "type_id": 10}


def test_an_audit_without_findings_is_an_empty_file():
    assert OcsfReport().render(audits.nothing()) == ""
