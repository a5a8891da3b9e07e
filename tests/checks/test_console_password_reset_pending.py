"""First passwords that nobody changed."""

import pytest
from verdicts import FAILS, FINE, UNKNOWN, verdicts

from builders import days_ago, password, snapshot, user
from iam_audit.checks.console_password_reset_pending import ConsolePasswordResetPending
from iam_audit.model import LoginProfile


def pending(days=8, *, reset=True, name="alice"):
    made = None if days is None else days_ago(days)
    profile = LoginProfile(user_name=name, created_at=made, reset_required=reset)
    return snapshot(users=(user(password=password()),), login_profiles=(profile,))


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        pytest.param(pending(8), FAILS, id="a day past the grace"),
        pytest.param(pending(7), FINE, id="on the last day"),
        pytest.param(pending(400, reset=False), FINE, id="changed"),
        pytest.param(pending(400, reset=None), UNKNOWN, id="nobody knows"),
        pytest.param(pending(None), UNKNOWN, id="since nobody knows when"),
        pytest.param(pending(400, name="gone"), FINE, id="of a user who is not there"),
    ],
)
def test_flags_passwords_that_had_to_be_changed_days_ago(read, expected):
    assert verdicts(ConsolePasswordResetPending(), read) == expected
