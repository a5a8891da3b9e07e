import pytest

from builders import NOW, access_key, days_ago, last_use, root, snapshot, unknown_use
from iam_audit.audit import audit_snapshot
from iam_audit.checks.root_access_key import RootAccessKey
from iam_audit.model import ROOT_NAME, AccessKey, AccountSummary, Finding, Section, Severity, Snapshot, Status


def root_key(slot: int = 1, *, active: bool | None = True, **fields: object) -> AccessKey:
    return access_key(user_name=ROOT_NAME, id=None, slot=slot, active=active, **fields)


def account(*keys: AccessKey, summary: bool | None = None, **fields: object) -> Snapshot:
    told = AccountSummary(root_access_keys_present=summary)
    return snapshot(**({"root": root(), "root_access_keys": keys, "account_summary": told} | fields))


def judge(read: Snapshot) -> list[tuple[Status, Severity]]:
    return [(finding.status, finding.severity) for finding in RootAccessKey().run(read, NOW)]


def only(read: Snapshot) -> Finding:
    (finding,) = RootAccessKey().run(read, NOW)
    return finding


FAIL = (Status.FAIL, Severity.CRITICAL)
DORMANT = (Status.FAIL, Severity.MEDIUM)
UNKNOWN = (Status.NOT_EVALUATED, Severity.CRITICAL)


@pytest.mark.parametrize(
    ("read", "verdicts"),
    [
        pytest.param(account(), [], id="no key in the report"),
        pytest.param(account(summary=False), [], id="no key in either"),
        pytest.param(account(root_key()), [FAIL], id="an active key"),
        pytest.param(account(root_key(), summary=True), [FAIL], id="an active key, and counted"),
        pytest.param(
            account(root_key(), summary=False), [FAIL], id="an active key that is no longer counted"
        ),
        pytest.param(account(root_key(active=False), root_key(2)), [FAIL], id="one active, one not"),
        pytest.param(account(root_key(active=False)), [DORMANT], id="an inactive key"),
        pytest.param(
            account(root_key(active=False), summary=True), [DORMANT], id="an inactive key, and counted"
        ),
        pytest.param(account(root_key(active=None)), [UNKNOWN], id="perhaps active"),
        pytest.param(
            account(root_key(active=False), root_key(2, active=None)), [UNKNOWN], id="one perhaps active"
        ),
        pytest.param(account(summary=True), [FAIL], id="made since the report"),
        pytest.param(account(root=None, summary=True), [FAIL], id="counted only"),
        pytest.param(account(root=None, summary=False), [], id="none counted"),
        pytest.param(account(root=None), [UNKNOWN], id="neither tells"),
        pytest.param(account(root=None, account_summary=None), [UNKNOWN], id="neither read"),
    ],
)
def test_an_active_key_is_critical_and_an_inactive_one_less(read, verdicts):
    assert judge(read) == verdicts


def test_the_finding_is_about_root_whatever_it_was_learnt_from():
    by_report = only(account(root_key()))
    by_summary = only(account(root=None, summary=True))

    assert by_report.resource == by_summary.resource
    assert by_report.fingerprint == by_summary.fingerprint


def test_says_how_many_and_shows_the_facts():
    keys = (root_key(age_days=700, last_used=last_use(3)), root_key(2, active=False, last_used=unknown_use()))
    finding = only(account(*keys))

    assert finding.message == "Root of account 123456789012 has an access key that is active."
    assert finding.evidence == {
        "keys": 2,
        "active_keys": 1,
        "oldest_key_age_days": 700,
        "last_used_at": "2026-03-16T12:00:00+00:00",
    }


def test_says_two_when_there_are_two():
    message = only(account(root_key(active=False), root_key(2, active=False))).message

    assert message == "Root of account 123456789012 has 2 access keys that are inactive."


def test_facts_that_are_not_known_are_left_open():
    evidence = only(account(root_key(created_at=None, rotated_at=days_ago(3), used_days_ago=None))).evidence

    assert (evidence["oldest_key_age_days"], evidence["last_used_at"]) == (None, None)


def test_says_when_the_summary_no_longer_counts_the_key():
    assert "it may be gone" in only(account(root_key(), summary=False)).message
    assert "it may be gone" not in only(account(root_key())).message


@pytest.mark.parametrize(
    ("gaps", "statuses"),
    [
        pytest.param((Section.ROOT,), [Status.FAIL], id="the summary is enough"),
        pytest.param((Section.ROOT, Section.ACCOUNT_SUMMARY), [Status.NOT_EVALUATED], id="neither was read"),
    ],
)
def test_one_source_is_enough(gaps, statuses):
    summary = None if Section.ACCOUNT_SUMMARY in gaps else AccountSummary(root_access_keys_present=True)
    result = audit_snapshot(snapshot(account_summary=summary, gaps=gaps), (RootAccessKey(),), NOW)

    assert [finding.status for finding in result.findings] == statuses
