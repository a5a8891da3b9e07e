import pytest

from builders import KEY_ID, NOW, access_key, days_ago, last_use, snapshot
from iam_audit.checks import configure
from iam_audit.checks.access_key_age import AccessKeyAge
from iam_audit.errors import SettingsError
from iam_audit.model import AccessKey, Finding, Severity, Status


def judge(key: AccessKey, **options: int) -> list[Finding]:
    return list(AccessKeyAge(**options).run(snapshot(access_keys=(key,)), NOW))


@pytest.mark.parametrize(
    ("age_days", "flagged"),
    [
        pytest.param(89, False, id="a day before the limit"),
        pytest.param(90, False, id="at the limit"),
        pytest.param(90.999, False, id="in the last hour of the last day"),
        pytest.param(91, True, id="a day past the limit"),
        pytest.param(-3, False, id="made in the future"),
    ],
)
def test_flags_keys_past_the_limit(age_days, flagged):
    assert bool(judge(access_key(age_days=age_days))) is flagged


@pytest.mark.parametrize(
    ("age_days", "severity"),
    [(179, Severity.MEDIUM), (180, Severity.MEDIUM), (181, Severity.HIGH), (4000, Severity.HIGH)],
)
def test_is_high_beyond_180_days(age_days, severity):
    assert judge(access_key(age_days=age_days))[0].severity is severity


def test_use_makes_no_difference():
    assert judge(access_key(age_days=91, used_days_ago=0))


def test_limits_are_options():
    key = access_key(age_days=31)

    assert judge(key, max_days=30, high_days=30)[0].severity is Severity.HIGH
    assert not judge(key, max_days=31)


def test_inactive_keys_are_not_examined():
    assert not judge(access_key(age_days=400, active=False))


@pytest.mark.parametrize(
    ("age_days", "statuses"),
    [
        pytest.param(90, [], id="young either way"),
        pytest.param(91, [Status.NOT_EVALUATED], id="old if active"),
    ],
)
def test_an_old_key_that_may_be_inactive_is_unknown(age_days, statuses):
    findings = judge(access_key(age_days=age_days, active=None))

    assert [finding.status for finding in findings] == statuses


def test_a_key_of_unknown_age_is_unknown():
    assert judge(access_key(created_at=None))[0].status is Status.NOT_EVALUATED


def test_age_counts_from_creation_and_not_from_the_last_switching_on():
    assert judge(access_key(age_days=91, rotated_at=days_ago(1)))


def test_says_the_numbers_and_shows_the_facts():
    finding = judge(access_key(age_days=100, last_used=last_use(3)))[0]

    assert finding.message == f"{KEY_ID} of alice is 100 days old; the limit is 90."
    assert finding.evidence == {
        "age_days": 100,
        "limit_days": 90,
        "created_at": "2025-12-09T12:00:00+00:00",
        "last_used_at": "2026-03-16T12:00:00+00:00",
        "last_used_service": "s3",
        "last_used_region": "eu-west-1",
    }


def test_the_commands_name_the_key():
    commands = judge(access_key(age_days=100))[0].remediation.cli

    assert (
        f"aws iam update-access-key --user-name alice --access-key-id {KEY_ID} --status Inactive" in commands
    )


def test_the_commands_leave_an_unknown_key_id_to_fill_in():
    commands = judge(access_key(age_days=100, id=None, user_name="o'neil;x"))[0].remediation.cli

    assert "aws iam get-access-key-last-used --access-key-id KEY_ID" in commands
    assert "aws iam create-access-key --user-name 'o'\"'\"'neil;x'" in commands


def test_a_negative_limit_is_refused():
    with pytest.raises(SettingsError, match=r"access-key-age.*max_days.*cannot be negative"):
        configure({"access-key-age": {"max_days": -1}})
