"""Permission sets that people have directly."""

import pytest
from verdicts import FAILS, FINE, findings, verdicts

from builders import ACCOUNT_ID, snapshot
from iam_audit.checks.sso_user_direct_assignment import SsoUserDirectAssignment
from iam_audit.model import IdentityCenter, SsoUser
from setting_builders import INSTANCE, assignment, organization, permission_set


def center(*sets, **fields):
    made = IdentityCenter(instance_arn=INSTANCE, permission_sets=sets, **fields)
    return snapshot(organization=organization(ACCOUNT_ID), identity_center=(made,))


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        pytest.param(
            center(permission_set("a", assignments=(assignment("USER", "u-1"),))), FAILS, id="a user"
        ),
        pytest.param(
            center(permission_set("a", assignments=(assignment("GROUP", "g-1"),))), FINE, id="a group"
        ),
        pytest.param(center(permission_set("a")), FINE, id="nobody"),
    ],
)
def test_flags_sets_that_some_user_has_without_a_group(read, expected):
    assert verdicts(SsoUserDirectAssignment(), read) == expected


def test_people_are_named_where_they_are_known():
    given = (assignment("USER", "u-1"), assignment("USER", "u-1", ACCOUNT_ID), assignment("USER", "u-2"))
    alice = SsoUser(id="u-1", name="alice", account_id=ACCOUNT_ID)

    found = findings(
        SsoUserDirectAssignment(), center(permission_set("a", assignments=given), users=(alice,))
    )

    assert found[0].evidence == {"users": "alice, u-2"}
