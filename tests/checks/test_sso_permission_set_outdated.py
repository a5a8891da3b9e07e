"""Permission sets that were changed and not rolled out."""

import pytest
from verdicts import FAILS, FINE, verdicts

from builders import ACCOUNT_ID, snapshot
from iam_audit.checks.sso_permission_set_outdated import SsoPermissionSetOutdated
from iam_audit.model import IdentityCenter
from setting_builders import INSTANCE, MANAGER, organization, permission_set


def center(*sets, **fields):
    made = IdentityCenter(instance_arn=INSTANCE, permission_sets=sets, **fields)
    return snapshot(organization=organization(ACCOUNT_ID), identity_center=(made,))


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        pytest.param(center(permission_set("a")), FINE, id="all the same"),
        pytest.param(center(permission_set("a", outdated_accounts=(MANAGER,))), FAILS, id="an earlier one"),
    ],
)
def test_flags_sets_with_an_earlier_version_somewhere(read, expected):
    assert verdicts(SsoPermissionSetOutdated(), read) == expected
