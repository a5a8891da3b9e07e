"""A bundle that holds nothing but a credential report: what it does not tell is not evaluated, and never clean."""

import json

import pytest
from front import NOW, cli

from iam_audit.checks import catalogue
from iam_audit.model import Section

COLUMNS = (
    "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,"
    "mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,"
    "access_key_1_last_used_region,access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,"
    "access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,"
    "cert_1_last_rotated,cert_2_active,cert_2_last_rotated"
)
ROOT = (
    "<root_account>,arn:aws:iam::123456789012:root,2020-01-01T00:00:00+00:00,not_supported,no_information,"
    "not_supported,not_supported,true,false,N/A,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A"
)
ALICE = (
    "alice,arn:aws:iam::123456789012:user/alice,2024-01-01T00:00:00+00:00,true,2026-03-18T00:00:00+00:00,"
    "2026-03-01T00:00:00+00:00,N/A,true,true,2026-03-01T00:00:00+00:00,2026-03-18T00:00:00+00:00,eu-west-1,s3,"
    "false,N/A,N/A,N/A,N/A,false,N/A,false,N/A"
)
IN_THE_REPORT = {Section.USERS, Section.ACCESS_KEYS, Section.PASSWORDS, Section.MFA, Section.ROOT}
NOT_IN_IT = {*Section} - IN_THE_REPORT


@pytest.fixture(scope="module")
def told(tmp_path_factory) -> dict:
    folder = tmp_path_factory.mktemp("bundle")
    (folder / "credential-report.csv").write_text(f"{COLUMNS}\n{ROOT}\n{ALICE}\n")
    # Without a canary to look for there is no question that could stay open.
    settings = tmp_path_factory.mktemp("settings") / "iam-audit.toml"
    settings.write_text('[checks.access-key-canary-used]\nkeys = ["AKIAIOSFODNN7EXAMPLE"]\n')
    words = ("--from-dir", str(folder), "--config", str(settings), *NOW, "--format", "json")
    return json.loads(cli("audit", *words).out)


def unanswerable(check) -> bool:
    """Whether a check needs something that no credential report tells."""
    told = IN_THE_REPORT.intersection(check.needs)
    return len(told) < len(check.needs) if check.needs_all else not told


def test_every_section_that_it_does_not_tell_is_a_gap(told):
    assert {gap["section"] for gap in told["gaps"]} == {*NOT_IN_IT}


@pytest.mark.parametrize("check", [*filter(unanswerable, catalogue())], ids=lambda check: check.id)
def test_a_check_that_needs_more_is_not_evaluated(told, check):
    said = {one["status"] for one in told["findings"] if one["check_id"] == check.id}

    assert said == {"not_evaluated"}


def test_a_check_that_needs_no_more_is_answered(told):
    needs_no_more = {check.id for check in catalogue() if not unanswerable(check)}
    unanswered = {one["check_id"] for one in told["findings"] if one["status"] == "not_evaluated"}

    assert "access-key-age" in needs_no_more - unanswered


def test_the_account_is_not_called_complete(told):
    assert told["accounts"][0]["status"] == "partial"
