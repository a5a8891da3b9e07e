import pytest

from builders import AS_OLD_AS_THE_RECORDS, KEY_ID, NOW, access_key, days_ago, snapshot, unknown_use
from iam_audit.checks.access_key_never_used import AccessKeyNeverUsed
from iam_audit.model import AccessKey, Finding, NeverUsed, Status


def judge(key: AccessKey, **options: int) -> list[Finding]:
    return list(AccessKeyNeverUsed(**options).run(snapshot(access_keys=(key,)), NOW))


@pytest.mark.parametrize(
    ("age_days", "flagged"),
    [(0, False), (6, False), (7, False), (7.999, False), (8, True), (400, True), (-1, False)],
)
def test_flags_keys_without_any_use_after_the_days_of_grace(age_days, flagged):
    assert bool(judge(access_key(age_days=age_days, used_days_ago=None))) is flagged


def test_a_key_that_was_ever_used_passes():
    assert not judge(access_key(age_days=900, used_days_ago=800))


def test_grace_begins_again_when_a_key_is_switched_on():
    assert not judge(access_key(age_days=400, rotated_at=days_ago(7), used_days_ago=None))


def test_grace_counts_from_creation_where_the_report_was_not_read():
    assert judge(access_key(age_days=8, rotated_at=None, used_days_ago=None))


def test_grace_is_an_option():
    assert judge(access_key(age_days=1, used_days_ago=None), grace_days=0)
    assert not judge(access_key(age_days=30, used_days_ago=None), grace_days=30)


@pytest.mark.parametrize(
    "key",
    [
        pytest.param(access_key(last_used=unknown_use()), id="last use unknown"),
        pytest.param(access_key(last_used=NeverUsed(), created_at=None, rotated_at=None), id="undated"),
        pytest.param(access_key(age_days=8, used_days_ago=None, active=None), id="perhaps inactive"),
    ],
)
def test_what_cannot_be_told_is_unknown(key):
    assert [finding.status for finding in judge(key)] == [Status.NOT_EVALUATED]


def test_inactive_keys_are_not_examined():
    assert not judge(access_key(age_days=400, used_days_ago=None, active=False))


def test_says_the_numbers():
    finding = judge(access_key(age_days=20, used_days_ago=None))[0]

    assert finding.message == (
        f"{KEY_ID} of alice was never used in the 20 days since it was made or switched on; the limit is 7."
    )
    assert finding.evidence == {
        "unused_days": 20,
        "limit_days": 7,
        "idle_since": "2026-02-27T12:00:00+00:00",
        "last_used_at": None,
        "never_used": True,
    }


def test_a_key_older_than_the_records_may_have_been_used_before_them():
    (finding,) = judge(access_key(age_days=5000, last_used=AS_OLD_AS_THE_RECORDS))

    assert finding.status is Status.NOT_EVALUATED
