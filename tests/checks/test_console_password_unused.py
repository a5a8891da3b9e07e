import pytest

from builders import NO_PASSWORD, NOW, days_ago, password, snapshot, unknown_use, user
from iam_audit.checks.console_password_unused import ConsolePasswordUnused
from iam_audit.model import Finding, Status, Used, User


def judge(one: User, **options: int) -> list[Finding]:
    return list(ConsolePasswordUnused(**options).run(snapshot(users=(one,)), NOW))


@pytest.mark.parametrize(("days", "flagged"), [(0, False), (44, False), (45, False), (46, True), (-1, False)])
def test_flags_passwords_without_a_sign_in_for_longer_than_the_limit(days, flagged):
    assert bool(judge(user(password=password(used_days_ago=days)))) is flagged


@pytest.mark.parametrize(("days", "flagged"), [(45, False), (46, True)])
def test_a_password_never_used_counts_from_when_it_was_set(days, flagged):
    one = user(age_days=400, password=password(used_days_ago=None, changed_days_ago=days))

    assert bool(judge(one)) is flagged


@pytest.mark.parametrize(("days", "flagged"), [(45, False), (46, True)])
def test_a_password_never_used_and_undated_counts_from_when_the_user_was_made(days, flagged):
    one = user(age_days=days, password=password(used_days_ago=None, changed_at=None))

    assert bool(judge(one)) is flagged


def test_a_new_password_does_not_hide_an_old_sign_in():
    assert judge(user(password=password(used_days_ago=46, changed_days_ago=1)))


def test_users_without_a_password_are_not_examined_though_they_signed_in_once():
    one = user(password=password(enabled=False, used_days_ago=300))

    assert not judge(one)
    assert not judge(user(password=NO_PASSWORD))


def test_the_limit_is_an_option():
    assert judge(user(password=password(used_days_ago=2)), max_days=1)


@pytest.mark.parametrize(
    "one",
    [
        pytest.param(user(password=password(enabled=None)), id="password unknown"),
        pytest.param(user(password=password(last_used=unknown_use())), id="last sign-in unknown"),
        pytest.param(
            user(created_at=None, password=password(used_days_ago=None, changed_at=None)), id="no date at all"
        ),
    ],
)
def test_what_cannot_be_told_is_unknown(one):
    assert [finding.status for finding in judge(one)] == [Status.NOT_EVALUATED]


def test_says_the_numbers():
    finding = judge(user(password=password(last_used=Used(at=days_ago(60)))))[0]

    assert finding.message == "The console password of alice was last used 60 days ago; the limit is 45."
    assert finding.evidence["unused_days"] == 60
    assert finding.evidence["idle_since"] == "2026-01-18T12:00:00+00:00"


def test_says_that_nobody_ever_signed_in():
    finding = judge(user(password=password(used_days_ago=None, changed_days_ago=60)))[0]

    assert (
        finding.message
        == "The console password of alice was not used in the 60 days since it was set; the limit is 45."
    )
