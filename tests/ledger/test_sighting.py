"""What an audit saw, and where it looked: silence about what was not looked at is not good news."""

import msgspec
import pytest

from builders import ACCOUNT_ID, NOW, access_key, snapshot, unknown_use, user
from iam_audit.audit import audit_snapshot, not_assessed
from iam_audit.checks import configure
from iam_audit.ledger import Subject, sighting_of
from iam_audit.model import Account, AuditResult, Gap, Section, Status

CHECKS = [one for one in configure({}) if one.id in {"access-key-age", "access-key-unused"}]


def result_of(*accounts):
    return AuditResult(generated_at=NOW, tool_version="1", scope="test", accounts=accounts)


def audited(*keys, **fields):
    return result_of(audit_snapshot(snapshot(users=(user(),), access_keys=keys, **fields), CHECKS, NOW))


def as_subject(finding):
    return Subject(
        fingerprint=finding.fingerprint,
        account_id=finding.account_id,
        check_id=finding.check_id,
        severity=finding.severity,
    )


def test_a_check_that_was_answered_was_looked_at_also_when_nothing_fails():
    assert sighting_of(audited(access_key()), ()).judged == {
        (ACCOUNT_ID, "access-key-age"),
        (ACCOUNT_ID, "access-key-unused"),
    }


def test_a_check_that_lacked_its_data_did_not_look():
    gap = Gap(section=Section.ACCESS_KEYS, reason="AccessDenied")

    assert sighting_of(audited(gaps=(gap,)), ()).judged == frozenset()


def test_an_account_that_could_not_be_read_was_not_looked_at():
    result = result_of(not_assessed(Account(id=ACCOUNT_ID, name="a"), "no role"))

    assert sighting_of(result, ()).judged == frozenset()


def test_what_cannot_be_judged_is_held_and_does_not_hold_up_the_rest_of_its_check():
    result = audited(access_key(last_used=unknown_use(), age_days=100))
    unknown = [one for one in result.findings if one.status is Status.NOT_EVALUATED]
    sighting = sighting_of(result, map(as_subject, result.with_status(Status.FAIL)))

    assert unknown
    assert {one.fingerprint for one in unknown} <= sighting.held
    assert (ACCOUNT_ID, "access-key-unused") in sighting.judged


@pytest.mark.parametrize("status", [Status.FAIL, Status.MUTED])
def test_what_fails_and_is_not_worth_a_word_or_muted_is_held(status):
    result = audited(access_key(age_days=200))
    account = result.accounts[0]
    findings = tuple(msgspec.structs.replace(one, status=status) for one in account.findings)
    result = result_of(msgspec.structs.replace(account, findings=findings))

    assert sighting_of(result, ()).held == {one.fingerprint for one in findings}


def test_what_is_spoken_of_is_not_held():
    result = audited(access_key(age_days=200))
    subjects = tuple(map(as_subject, result.with_status(Status.FAIL)))

    sighting = sighting_of(result, subjects)
    assert (sighting.subjects, sighting.held) == (subjects, frozenset())
