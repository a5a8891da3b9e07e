from xml.etree import ElementTree as ET

import audits
import pytest

from iam_audit.model import Status
from iam_audit.reports.junit import JunitReport


def suites(result):
    return ET.fromstring(JunitReport().render(result).encode())


def case_with(*statuses):
    findings = tuple(
        audits.finding(
            status=status, resource=audits.user_resource(f"user{number}"), message=f"said {number}"
        )
        for number, status in enumerate(statuses)
    )
    return suites(audits.audit(audits.replace(audits.judged(), findings=findings, counts=()))).find(
        ".//testcase"
    )


@pytest.mark.parametrize("case", audits.CASES)
def test_the_numbers_add_up(case):
    root = suites(audits.CASES[case]())

    for suite in root:
        assert int(suite.get("tests")) == len(suite.findall("testcase"))
        assert int(suite.get("failures")) == len(suite.findall("testcase/failure"))
        assert int(suite.get("errors")) == len(suite.findall("testcase/error"))
        assert int(suite.get("skipped")) == len(suite.findall("testcase/skipped"))
    assert int(root.get("tests")) == len(root.findall(".//testcase"))


def test_there_is_a_suite_per_account_and_a_case_per_check():
    root = suites(audits.organization())

    assert [suite.get("name") for suite in root] == [
        "production (123456789012)",
        "sandbox (111122223333)",
        "closed (444455556666)",
    ]
    assert [case.get("name") for case in root[0]] == [
        "access-key-age",
        "root-mail",
        "user-inactive",
        "user-mfa-console",
    ]


@pytest.mark.parametrize(
    ("statuses", "outcome"),
    [
        pytest.param((), None, id="no findings"),
        pytest.param((Status.PASS,), None, id="passed"),
        pytest.param((Status.FAIL, Status.NOT_EVALUATED), "failure", id="failed, and more is unknown"),
        pytest.param((Status.NOT_EVALUATED, Status.PASS), "error", id="not evaluated"),
        pytest.param((Status.NOT_EVALUATED, Status.MUTED), "error", id="unknown outweighs muted"),
        pytest.param((Status.MUTED,), "skipped", id="muted"),
        pytest.param((Status.MANUAL,), "skipped", id="manual"),
    ],
)
def test_a_case_ends_as_its_worst_finding(statuses, outcome):
    case = case_with(*statuses) if statuses else suites(audits.empty()).find(".//testcase")

    assert [child.tag for child in case if child.tag != "system-out"] == ([outcome] if outcome else [])


def test_all_failures_of_a_check_are_listed_and_the_rest_is_not_lost():
    case = case_with(Status.FAIL, Status.FAIL, Status.NOT_EVALUATED)

    assert case.find("failure").get("message") == "said 0 (and 1 more)"
    assert case.find("failure").text == "[high] user user0: said 0\n[high] user user1: said 1"
    assert case.find("system-out").text == "not_evaluated: [high] user user2: said 2"


def test_an_account_that_was_not_assessed_is_an_error():
    (suite,) = suites(audits.audit(audits.unread_account()))

    assert suite.get("errors") == "1"
    assert "the role cannot be assumed" in suite.find("testcase/error").get("message")


def test_of_how_many_is_said():
    assert suites(audits.nine_keys()).find(".//system-out").text == "3 of 9 active access keys failed"


def test_characters_that_xml_cannot_hold_are_shown():
    made = audits.replace(audits.judged(), findings=(audits.finding(message="bad \x00 \ufffe \ud800 <&>"),))

    assert suites(audits.audit(made)).find(".//failure").get("message") == "bad \\x00 \ufffd \\ud800 <&>"
