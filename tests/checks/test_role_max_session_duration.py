"""Roles whose sessions last long."""

import pytest
from verdicts import FAILS, FINE, UNKNOWN, verdicts

from builders import snapshot
from iam_audit.checks.role_max_session_duration import RoleMaxSessionDuration
from whole_roles import role


def lasting(seconds, **fields):
    return snapshot(roles=(role("web", max_session_seconds=seconds, **fields),))


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        pytest.param(lasting(3600), FINE, id="an hour"),
        pytest.param(lasting(3601), FAILS, id="a second more"),
        pytest.param(lasting(None), UNKNOWN, id="not read"),
        pytest.param(lasting(43200, path="/aws-reserved/sso.amazonaws.com/"), FINE, id="made by AWS"),
    ],
)
def test_flags_roles_past_the_limit(read, expected):
    assert verdicts(RoleMaxSessionDuration(), read) == expected


def test_the_limit_can_be_raised():
    assert verdicts(RoleMaxSessionDuration(max_seconds=43200), lasting(43200)) == FINE
