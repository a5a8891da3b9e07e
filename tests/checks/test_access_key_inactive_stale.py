import pytest

from builders import KEY_ID, NOW, access_key, days_ago, snapshot, unknown_use
from iam_audit.checks.access_key_inactive_stale import AccessKeyInactiveStale
from iam_audit.model import AccessKey, Finding, Severity, Status


def judge(key: AccessKey, **options: int) -> list[Finding]:
    return list(AccessKeyInactiveStale(**options).run(snapshot(access_keys=(key,)), NOW))


@pytest.mark.parametrize(("days", "flagged"), [(89, False), (90, False), (91, True), (-1, False)])
def test_flags_keys_switched_off_longer_ago_than_the_limit(days, flagged):
    key = access_key(age_days=900, rotated_at=days_ago(days), active=False)

    assert bool(judge(key)) is flagged


def test_active_keys_are_not_examined():
    assert not judge(access_key(age_days=900, active=True))


def test_the_limit_is_an_option():
    assert judge(access_key(age_days=31, active=False), max_days=30)


@pytest.mark.parametrize(
    ("days", "statuses"),
    [(90, []), (91, [Status.NOT_EVALUATED])],
    ids=["fine either way", "stale if inactive"],
)
def test_a_key_that_may_be_active_is_unknown(days, statuses):
    assert [finding.status for finding in judge(access_key(age_days=days, active=None))] == statuses


@pytest.mark.parametrize(
    ("age_days", "statuses"),
    [
        pytest.param(90, [], id="has not existed for long enough"),
        pytest.param(91, [Status.NOT_EVALUATED], id="may have been off for too long"),
    ],
)
def test_without_the_date_of_switching_off_only_young_keys_pass(age_days, statuses):
    findings = judge(access_key(age_days=age_days, rotated_at=None, active=False))

    assert [finding.status for finding in findings] == statuses


def test_a_key_without_any_date_is_unknown():
    key = access_key(created_at=None, rotated_at=None, active=False)

    assert [finding.status for finding in judge(key)] == [Status.NOT_EVALUATED]


def test_says_the_numbers_and_shows_the_facts():
    finding = judge(access_key(age_days=100, active=False, last_used=unknown_use("not asked")))[0]

    assert finding.severity is Severity.LOW
    assert finding.message == (
        f"{KEY_ID} of alice has been inactive for 100 days and is still there; the limit is 90."
    )
    assert finding.evidence == {
        "inactive_days": 100,
        "limit_days": 90,
        "rotated_at": "2025-12-09T12:00:00+00:00",
        "last_used_at": None,
        "last_use_unknown": "not asked",
    }
