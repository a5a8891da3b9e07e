import pytest

from builders import NO_PASSWORD, NOW, password, snapshot, user
from iam_audit.checks.console_password_age import ConsolePasswordAge
from iam_audit.model import Finding, Password, Status


def judge(one: Password, **options: int) -> list[Finding]:
    return list(ConsolePasswordAge(**options).run(snapshot(users=(user(password=one),)), NOW))


@pytest.mark.parametrize(("days", "flagged"), [(0, False), (89, False), (90, False), (91, True), (-1, False)])
def test_flags_passwords_older_than_the_limit(days, flagged):
    assert bool(judge(password(changed_days_ago=days))) is flagged


def test_the_limit_is_an_option():
    assert judge(password(changed_days_ago=2), max_days=1)
    assert not judge(password(changed_days_ago=365), max_days=365)


def test_users_without_a_password_are_not_examined():
    assert not judge(NO_PASSWORD)


@pytest.mark.parametrize(
    "one",
    [
        pytest.param(password(enabled=None, changed_days_ago=1), id="password unknown"),
        pytest.param(password(changed_at=None), id="date unknown"),
    ],
)
def test_what_cannot_be_told_is_unknown(one):
    assert [finding.status for finding in judge(one)] == [Status.NOT_EVALUATED]


def test_says_the_numbers_and_shows_the_facts():
    finding = judge(password(changed_days_ago=120, used_days_ago=None))[0]

    assert finding.message == "The console password of alice is 120 days old; the limit is 90."
    assert finding.evidence == {
        "age_days": 120,
        "limit_days": 90,
        "changed_at": "2025-11-19T12:00:00+00:00",
        "last_used_at": None,
        "never_used": True,
    }
