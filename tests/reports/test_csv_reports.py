import csv
import io

import audits
import pytest

from builders import access_key, unknown_use
from iam_audit.reports import formats
from iam_audit.reports.csv_evidence import CsvEvidenceReport
from iam_audit.reports.findings_csv import FindingsCsvReport
from iam_audit.reports.stale_keys_csv import StaleKeysCsvReport


def rows(report, result):
    return list(csv.DictReader(io.StringIO(report.render(result), newline="")))


def test_the_evidence_is_to_the_letter_what_auditors_have_on_file():
    header, first, second, *_ = CsvEvidenceReport().render(audits.nine_keys()).splitlines()

    assert (
        header
        == "username,key_id,status,key_age_days,last_used_days_ago,risk_level,compliant,controls,remediation"
    )
    assert first == (
        'svc-legacy-app,AKIA1111111111111111,Active,120,Never,CRITICAL,False,"SOC2-CC6.1, NIST-IA-4",'
        "Deactivate key immediately. Delete after 7 days."
    )
    assert second == (
        'dev-john-doe,AKIA2222222222222222,Active,200,95,HIGH,False,"SOC2-CC6.1, NIST-IA-4",'
        "Deactivate key immediately. Rotate and notify key owner."
    )


def test_unknown_is_not_never_in_the_evidence():
    key = access_key(last_used=unknown_use(), active=None, created_at=None, id=None, slot=2)
    (row,) = rows(CsvEvidenceReport(), audits.audit(audits.judged(key)))

    assert row["last_used_days_ago"] == row["key_age_days"] == row["status"] == "Unknown"
    assert row["risk_level"] == "UNKNOWN"
    assert row["key_id"] == "key 2"


@pytest.mark.parametrize("name", ["csv", "stale-keys-csv", "findings-csv"])
def test_an_empty_audit_is_a_header(name):
    assert len(formats()[name].render(audits.nothing()).splitlines()) == 1


@pytest.mark.parametrize(
    ("age", "risk"),
    [(90, None), (91, "MEDIUM"), (180, "MEDIUM"), (181, "HIGH")],
)
def test_stale_keys_are_those_past_the_limit(age, risk):
    found = rows(StaleKeysCsvReport(), audits.audit(audits.judged(access_key(age_days=age))))

    assert [row["Risk"] for row in found] == ([risk] if risk else [])


def test_a_stale_key_row_has_the_six_columns():
    (row,) = rows(StaleKeysCsvReport(), audits.audit(audits.judged(access_key(age_days=200))))

    assert row == {
        "User": "alice",
        "AccessKeyId": "AKIAIOSFODNN7EXAMPLE",
        "Status": "Active",
        "Age (Days)": "200",
        "Created": "2025-08-31",
        "Risk": "HIGH",
    }


def test_a_muted_key_is_not_called_stale():
    made = audits.judged(access_key(age_days=200))
    (row,) = made.keys
    muted = audits.finding(status=audits.Status.MUTED, resource=row.key.resource, check_id="access-key-age")
    quiet = audits.replace(made, keys=(audits.replace(row, rotation=muted),))

    assert rows(StaleKeysCsvReport(), audits.audit(quiet)) == []


def test_a_key_without_a_known_birthday_can_still_be_listed():
    made = audits.judged(access_key(age_days=200))
    (row,) = made.keys
    ageless = audits.replace(row, key=access_key(created_at=None), age_days=None)

    (found,) = rows(StaleKeysCsvReport(), audits.audit(audits.replace(made, keys=(ageless,))))

    assert found["Created"] == found["Age (Days)"] == "Unknown"


def test_every_finding_is_a_row_and_so_is_an_account_that_was_not_assessed():
    found = rows(FindingsCsvReport(), audits.organization())

    assert len(found) == len(audits.organization().findings) + 1
    assert {row["status"] for row in found} == {"fail", "pass", "muted", "not_evaluated", "manual"}
    assert [row["account_id"] for row in found if row["check_id"] == "account-not-assessed"] == [
        "444455556666"
    ]


def test_a_finding_that_a_waiver_mutes_says_who_allowed_it_why_and_until_when():
    found = rows(FindingsCsvReport(), audits.waived())
    waived = [row for row in found if row["waiver_reason"]]

    assert {(row["status"], row["waiver_approver"], row["waiver_expires"]) for row in waived} >= {
        ("muted", audits.waiver().approver, "2026-03-20")
    }
    assert {row["waiver_approver"] for row in found if row["status"] == "fail"} == {""}
    assert list(found[0])[-3:] == ["waiver_reason", "waiver_approver", "waiver_expires"]


def test_names_with_commas_quotes_and_newlines_stay_one_cell():
    found = {row["username"] for row in rows(CsvEvidenceReport(), audits.nasty_names())}

    assert {"two\nlines", "a,b\"c'|`<b>*_", "ünïcødé 東京", "'=cmd()"} <= found
