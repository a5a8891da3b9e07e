import pytest

from builders import NO_PASSWORD, NOW, password, root, snapshot, user
from iam_audit.checks.user_mfa_console import UserMfaConsole
from iam_audit.model import Severity, Status, User


def statuses(*users: User) -> list[Status]:
    return [finding.status for finding in UserMfaConsole().run(snapshot(users=users), NOW)]


@pytest.mark.parametrize(
    ("enabled", "mfa", "expected"),
    [
        (True, False, [Status.FAIL]),
        (True, True, []),
        (True, None, [Status.NOT_EVALUATED]),
        (False, False, []),
        (False, None, []),
        (None, False, [Status.NOT_EVALUATED]),
        (None, True, [Status.NOT_EVALUATED]),
    ],
)
def test_flags_console_users_without_mfa(enabled, mfa, expected):
    assert statuses(user(password=password(enabled=enabled), mfa_active=mfa)) == expected


def test_users_with_keys_alone_are_not_examined():
    assert statuses(user(password=NO_PASSWORD, mfa_active=False)) == []


def test_root_is_not_a_user():
    assert not list(UserMfaConsole().run(snapshot(root=root(mfa_active=False)), NOW))


def test_says_who_and_shows_the_last_sign_in():
    finding = next(UserMfaConsole().run(snapshot(users=(user(password=password(), mfa_active=False),)), NOW))

    assert finding.severity is Severity.HIGH
    assert finding.message == "alice can sign in to the console with a password and without MFA."
    assert finding.evidence["last_used_at"] == "2026-03-18T12:00:00+00:00"
