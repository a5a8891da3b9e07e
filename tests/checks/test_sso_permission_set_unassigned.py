"""Permission sets that nobody has."""

import pytest
from verdicts import FAILS, FINE, verdicts

from builders import ACCOUNT_ID, snapshot
from iam_audit.checks.sso_permission_set_unassigned import SsoPermissionSetUnassigned
from iam_audit.model import IdentityCenter
from setting_builders import INSTANCE, organization, permission_set


def center(*sets, **fields):
    made = IdentityCenter(instance_arn=INSTANCE, permission_sets=sets, **fields)
    return snapshot(organization=organization(ACCOUNT_ID), identity_center=(made,))


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        pytest.param(center(permission_set("a")), FINE, id="in an account"),
        pytest.param(center(permission_set("a", accounts=())), FAILS, id="in none"),
    ],
)
def test_flags_sets_in_no_account(read, expected):
    assert verdicts(SsoPermissionSetUnassigned(), read) == expected
