from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import KEY_ID, NOW, access_key, days_ago, last_use, snapshot, unknown_use
from iam_audit.checks import configure
from iam_audit.checks.access_key_age import AccessKeyAge
from iam_audit.checks.access_key_deadline import AccessKeyDeadline
from iam_audit.checks.access_key_unused import AccessKeyUnused
from iam_audit.model import AccessKey, Finding, NeverUsed, Severity, Status


def judge(key: AccessKey, **options: int) -> list[Finding]:
    return list(AccessKeyDeadline(**options).run(snapshot(access_keys=(key,)), NOW))


@pytest.mark.parametrize(
    ("age_days", "days_left"),
    [
        pytest.param(76, None, id="15 days before it fails"),
        pytest.param(77, 14, id="14 days before it fails"),
        pytest.param(89, 2, id="a day before the limit"),
        pytest.param(90, 1, id="at the limit: it fails tomorrow"),
        pytest.param(91, None, id="it has failed already"),
        pytest.param(-5, None, id="made in the future"),
    ],
)
def test_warns_before_the_rotation_limit(age_days, days_left):
    findings = judge(access_key(age_days=age_days, used_days_ago=0))

    assert [finding.evidence["days_left"] for finding in findings] == ([days_left] if days_left else [])


@pytest.mark.parametrize(
    ("unused", "days_left"), [(31, None), (32, 14), (44, 2), (45, 1), (46, None), (0, None)]
)
@pytest.mark.parametrize("age_days", [50, 300], ids=["young", "past the rotation limit"])
def test_warns_before_the_limit_for_unused_keys(age_days, unused, days_left):
    findings = judge(access_key(age_days=age_days, used_days_ago=unused))

    assert [finding.evidence["days_left"] for finding in findings] == ([days_left] if days_left else [])


def test_a_key_never_used_is_warned_of_from_when_it_was_made():
    assert judge(access_key(age_days=32, used_days_ago=None))


def test_names_the_limit_and_the_date_and_is_no_more_than_information():
    finding = judge(access_key(age_days=90, used_days_ago=0))[0]

    assert finding.severity is Severity.INFO
    assert finding.message == (
        f"{KEY_ID} of alice will be past the rotation limit of 90 days on 2026-03-20 (in 1 day)."
    )
    assert finding.evidence == {"days_left": 1, "access_key_age_fails_on": "2026-03-20"}


def test_both_limits_make_one_finding_with_the_nearer_first():
    findings = judge(access_key(age_days=80, used_days_ago=40))

    assert len(findings) == 1
    assert findings[0].message == (
        f"{KEY_ID} of alice will be past the limit for keys unused of 45 days on 2026-03-25 (in 6 days)"
        " and the rotation limit of 90 days on 2026-03-30 (in 11 days)."
    )


def test_zero_days_never_warn():
    assert not judge(access_key(age_days=90, used_days_ago=45), warn_days=0)


def test_inactive_keys_are_not_warned_of():
    assert not judge(access_key(age_days=90, active=False))


@pytest.mark.parametrize(
    ("key", "statuses"),
    [
        pytest.param(access_key(created_at=None), [Status.NOT_EVALUATED], id="undated"),
        pytest.param(access_key(last_used=unknown_use()), [Status.NOT_EVALUATED], id="use unknown"),
        pytest.param(
            access_key(age_days=85, last_used=unknown_use()), [Status.FAIL], id="only rotation known"
        ),
        pytest.param(
            access_key(created_at=None, last_used=last_use(40)), [Status.FAIL], id="only the last use known"
        ),
        pytest.param(
            access_key(created_at=None, rotated_at=None, last_used=NeverUsed()),
            [Status.NOT_EVALUATED],
            id="nothing",
        ),
        pytest.param(access_key(age_days=90, active=None), [Status.NOT_EVALUATED], id="perhaps inactive"),
        pytest.param(access_key(age_days=10, active=None), [], id="far from any limit either way"),
    ],
)
def test_what_cannot_be_told_is_unknown(key, statuses):
    assert [finding.status for finding in judge(key)] == statuses


@given(age=st.integers(0, 120), unused=st.none() | st.integers(0, 120), ahead=st.integers(1, 14))
def test_warns_exactly_of_what_will_fail_in_time(age, unused, ahead):
    key = access_key(age_days=age, last_used=last_use(unused))
    account = snapshot(access_keys=(key,))
    later = NOW + timedelta(days=ahead)
    warned = bool(judge(key, warn_days=ahead))
    checks = (AccessKeyAge(), AccessKeyUnused())

    new = [check for check in checks if list(check.run(account, later)) and not list(check.run(account, NOW))]

    assert warned is bool(new)


def test_the_date_is_the_first_on_which_the_other_check_fails():
    account = snapshot(access_keys=(access_key(age_days=85),))
    fails_on = NOW + timedelta(days=6)

    assert judge(account.access_keys[0])[0].evidence["access_key_age_fails_on"] == fails_on.date().isoformat()
    assert list(AccessKeyAge().run(account, fails_on))
    assert not list(AccessKeyAge().run(account, fails_on - timedelta(seconds=1)))


def configured(options: dict[str, dict[str, int]]) -> AccessKeyDeadline:
    return next(check for check in configure(options) if isinstance(check, AccessKeyDeadline))


def test_the_limits_follow_those_of_the_other_checks():
    check = configured({"access-key-age": {"max_days": 60}, "access-key-unused": {"max_days": 20}})

    assert (check.rotation_days, check.unused_days) == (60, 20)


def test_limits_set_here_win():
    check = configured({"access-key-age": {"max_days": 60}, "access-key-deadline": {"rotation_days": 70}})

    assert (check.rotation_days, check.unused_days) == (70, 45)


def test_a_key_switched_on_lately_has_time_again_to_be_used():
    assert not judge(access_key(age_days=40, rotated_at=days_ago(1), used_days_ago=None))
