"""Access of people who are disabled or gone."""

import pytest
from msgspec.structs import replace
from verdicts import FAILS, FINE, UNKNOWN, verdicts

from builders import ACCOUNT_ID, snapshot
from iam_audit.checks.sso_user_disabled_with_access import SsoUserDisabledWithAccess
from iam_audit.model import IdentityCenter, SsoGroup, SsoUser
from setting_builders import INSTANCE, assignment, organization, permission_set


def center(*sets, **fields):
    made = IdentityCenter(instance_arn=INSTANCE, permission_sets=sets, **fields)
    return snapshot(organization=organization(ACCOUNT_ID), identity_center=(made,))


def alice(*, enabled=False):
    return SsoUser(id="u-1", name="alice", account_id=ACCOUNT_ID, enabled=enabled)


TEAM = SsoGroup(id="g-1", name="team", account_id=ACCOUNT_ID, members=("u-1",))
DIRECTLY = permission_set("a", assignments=(assignment("USER", "u-1"),))
THROUGH_TEAM = permission_set("a", assignments=(assignment("GROUP", "g-1"),))


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        pytest.param(center(DIRECTLY, users=(alice(),)), FAILS, id="disabled"),
        pytest.param(center(DIRECTLY, users=(alice(enabled=True),)), FINE, id="enabled"),
        pytest.param(center(DIRECTLY, users=(alice(enabled=None),)), UNKNOWN, id="nobody knows"),
        pytest.param(
            center(THROUGH_TEAM, users=(alice(),), groups=(TEAM,)), FAILS, id="disabled, through a group"
        ),
        pytest.param(
            center(DIRECTLY, THROUGH_TEAM, users=(alice(),), groups=(TEAM,)), FAILS, id="disabled, twice over"
        ),
        pytest.param(
            center(permission_set("a"), users=(alice(),), groups=(TEAM,)), FINE, id="disabled, without access"
        ),
        pytest.param(center(DIRECTLY), FAILS, id="a user who is gone"),
        pytest.param(center(THROUGH_TEAM), FAILS, id="a group that is gone"),
        pytest.param(
            center(THROUGH_TEAM, groups=(replace(TEAM, members=None),)), FINE, id="members not read"
        ),
    ],
)
def test_flags_access_that_nobody_should_have(read, expected):
    assert verdicts(SsoUserDisabledWithAccess(), read) == expected
