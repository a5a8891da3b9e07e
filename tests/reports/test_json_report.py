import json

import audits
import jsonschema
import msgspec
import pytest

from builders import access_key, unknown_use
from iam_audit.reports.json_document import Document, schema
from iam_audit.reports.json_report import JsonReport, document


def rendered(result):
    return json.loads(JsonReport().render(result))


@pytest.mark.parametrize("case", audits.CASES)
def test_the_report_keeps_its_published_schema(case):
    jsonschema.Draft202012Validator.check_schema(schema())

    jsonschema.validate(rendered(audits.CASES[case]()), schema(), cls=jsonschema.Draft202012Validator)


@pytest.mark.parametrize("case", audits.CASES)
def test_the_report_can_be_read_back_typed(case):
    text = JsonReport().render(audits.CASES[case]())

    assert msgspec.json.decode(text, type=Document) == document(audits.CASES[case]())


def test_the_schema_refuses_a_report_without_its_keys():
    broken = rendered(audits.nine_keys())
    del broken["keys"]

    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(broken, schema(), cls=jsonschema.Draft202012Validator)


def test_the_first_key_reads_as_auditors_know_it():
    report = rendered(audits.nine_keys())

    assert report["generated_at"] == "2026-03-19T12:00:00+00:00"
    assert report["total_keys_audited"] == 9
    known = {
        "username": "svc-legacy-app",
        "key_id": "AKIA1111111111111111",
        "status": "Active",
        "key_age_days": 120,
        "last_used_days_ago": None,
        "risk_level": "CRITICAL",
        "compliant": False,
        "remediation": "Deactivate key immediately. Delete after 7 days.",
        "compliance_controls": ["SOC2-CC6.1", "NIST-IA-4"],
    }
    assert report["keys"][0].items() >= known.items()


@pytest.mark.parametrize(
    ("key", "state"),
    [
        pytest.param(access_key(used_days_ago=3), "used", id="used"),
        pytest.param(access_key(used_days_ago=None), "never", id="never"),
        pytest.param(access_key(last_used=unknown_use()), "unknown", id="unknown"),
    ],
)
def test_null_days_say_which_kind_of_null(key, state):
    (row,) = rendered(audits.audit(audits.judged(key)))["keys"]

    assert row["last_used_state"] == state
    assert (row["last_used_days_ago"] is None) is (state != "used")
    assert (row["last_used_service"] == "s3") is (state == "used")


def test_a_rotation_finding_is_found_again_among_the_findings():
    report = rendered(audits.audit(audits.judged(access_key(age_days=200))))

    assert report["keys"][0]["rotation_finding"]["fingerprint"] == report["findings"][0]["fingerprint"]


def test_gaps_and_unread_accounts_are_in_it():
    report = rendered(audits.organization())

    assert [one["status"] for one in report["accounts"]] == ["assessed", "partial", "not_assessed"]
    assert report["gaps"][0]["section"] == "mfa_devices"
    assert report["summary"]["complete"] is False


def test_all_names_survive_exactly():
    names = {row["username"] for row in rendered(audits.nasty_names())["keys"]}

    assert names == set(audits.NASTY)
