"""Accounts in which nobody may talk to AWS Support."""

import pytest
from verdicts import FAILS, FINE, verdicts

from builders import ACCOUNT_ID, snapshot, user
from iam_audit.checks.support_role_present import SupportRolePresent
from iam_audit.model import AttachedPolicy, Group, UserPermissions
from whole_roles import role

SUPPORT = AttachedPolicy(name="AWSSupportAccess", arn="arn:aws:iam::aws:policy/AWSSupportAccess")
LIKE_IT = AttachedPolicy(name="AWSSupportAccess", arn=f"arn:aws:iam::{ACCOUNT_ID}:policy/AWSSupportAccess")
HELPERS = Group(name="helpers", arn="arn:helpers", account_id=ACCOUNT_ID, attached=(SUPPORT,))


def member(**permissions):
    return user(permissions=UserPermissions(**permissions))


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        pytest.param(snapshot(roles=(role("a", attached=(SUPPORT,)),)), FINE, id="a role"),
        pytest.param(
            snapshot(roles=(role("a", attached=(LIKE_IT,)),)), FAILS, id="a policy of the same name"
        ),
        pytest.param(snapshot(users=(member(attached=(SUPPORT,)),)), FINE, id="a user"),
        pytest.param(
            snapshot(groups=(HELPERS,), users=(member(groups=("helpers",)),)), FINE, id="a member of a group"
        ),
        pytest.param(snapshot(groups=(HELPERS,), users=(member(),)), FAILS, id="a group without members"),
        pytest.param(snapshot(users=(user(permissions=None),)), FAILS, id="nobody"),
    ],
)
def test_flags_an_account_in_which_no_principal_has_the_policy(read, expected):
    assert verdicts(SupportRolePresent(), read) == expected
