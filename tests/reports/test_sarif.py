"""What SARIF 2.1.0 requires, and what GitHub code scanning reads of it."""

import json

import audits
import pytest

from iam_audit.checks.access_key_age import AccessKeyAge
from iam_audit.model import AccountStatus, Severity, Status
from iam_audit.reports.sarif import SarifReport


def run_of(result):
    log = json.loads(SarifReport(explained_by=(audits.KeyAge,)).render(result))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    return run


def run_with(**fields):
    return run_of(audits.audit(audits.replace(audits.judged(), findings=(audits.finding(**fields),))))


@pytest.mark.parametrize("case", audits.CASES)
def test_every_result_has_what_viewers_need(case):
    run = run_of(audits.CASES[case]())
    rules = run["tool"]["driver"]["rules"]

    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["message"]["text"]
        assert result["level"] in ("error", "warning", "note")
        (location,) = result["locations"]
        assert location["physicalLocation"]["artifactLocation"]["uri"].startswith("iam/123456789012/")
        assert location["physicalLocation"]["region"]["startLine"] == 1
        assert result["partialFingerprints"]["primaryLocationLineHash"]
    for rule in rules:
        assert rule["shortDescription"]["text"]
        assert rule["fullDescription"]["text"]
        assert rule["help"]["text"]
        assert len(rule["properties"]["tags"]) <= 20
        assert 0 <= float(rule["properties"]["security-severity"]) <= 10


def test_results_and_rules_are_unique():
    run = run_of(audits.nasty_names())

    assert len({one["partialFingerprints"]["primaryLocationLineHash"] for one in run["results"]}) == len(
        audits.NASTY
    )
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["access-key-age"]


def test_a_rule_explains_the_check_without_naming_a_resource():
    (rule,) = run_of(audits.nine_keys())["tool"]["driver"]["rules"]

    assert "longer to leak" in rule["help"]["text"]
    assert "AKIA" not in rule["help"]["text"]
    assert "{" not in rule["help"]["text"]


def test_rules_are_explained_by_the_catalogue_unless_told_otherwise():
    (rule,) = json.loads(SarifReport().render(audits.nine_keys()))["runs"][0]["tool"]["driver"]["rules"]

    assert " ".join(AccessKeyAge.__doc__.split()) == rule["fullDescription"]["text"]


def test_a_rule_is_as_severe_as_its_worst_result():
    (rule,) = run_of(audits.nine_keys())["tool"]["driver"]["rules"]

    assert rule["properties"]["security-severity"] == "8.0"


@pytest.mark.parametrize(
    ("severity", "level"),
    [
        (Severity.CRITICAL, "error"),
        (Severity.HIGH, "error"),
        (Severity.MEDIUM, "warning"),
        (Severity.LOW, "note"),
        (Severity.INFO, "note"),
    ],
)
def test_severity_becomes_a_level(severity, level):
    assert run_with(severity=severity)["results"][0]["level"] == level


@pytest.mark.parametrize("status", [Status.PASS, Status.NOT_EVALUATED, Status.MANUAL])
def test_only_failures_become_alerts(status):
    assert run_with(status=status)["results"] == []


def test_what_is_muted_is_suppressed_with_its_reason():
    (result,) = run_with(status=Status.MUTED, message="Muted: waiver 7.")["results"]

    assert result["suppressions"] == [
        {"kind": "external", "status": "accepted", "justification": "Muted: waiver 7."}
    ]


@pytest.mark.parametrize(
    ("status", "level", "successful"),
    [(Status.NOT_EVALUATED, "error", False), (Status.MANUAL, "note", True)],
)
def test_what_could_not_be_judged_is_a_notification_of_the_run(status, level, successful):
    (invocation,) = run_with(status=status, message="Nobody knows.")["invocations"]
    (notification,) = invocation["toolExecutionNotifications"]

    assert (notification["level"], notification["message"]["text"]) == (level, "Nobody knows.")
    assert invocation["executionSuccessful"] is successful


def test_an_account_that_was_not_assessed_makes_the_run_unsuccessful():
    (invocation,) = run_of(audits.audit(audits.unread_account()))["invocations"]

    assert invocation["executionSuccessful"] is False
    assert invocation["toolExecutionNotifications"][0]["associatedRule"]["id"] == "account-not-assessed"


def test_a_path_names_the_resource_whatever_its_name():
    where = run_with(resource=audits.user_resource("a/b c\n"))["results"][0]["locations"][0]

    assert where["physicalLocation"]["artifactLocation"]["uri"] == "iam/123456789012/user/a%2Fb%20c%0A"
    assert where["logicalLocations"][0]["fullyQualifiedName"] == "arn:aws:iam::123456789012:user/a/b c\n"


def test_an_account_that_was_read_in_part_makes_the_run_unsuccessful_even_if_no_check_noticed():
    partial = audits.replace(audits.judged(), status=AccountStatus.PARTIAL, reason="tags were not read")
    (invocation,) = run_of(audits.audit(partial))["invocations"]

    assert invocation["executionSuccessful"] is False
