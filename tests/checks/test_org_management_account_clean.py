"""Users in the management account."""

import pytest
from verdicts import FAILS, FINE, verdicts

from builders import ACCOUNT_ID, snapshot, user
from iam_audit.checks.org_management_account_clean import OrgManagementAccountClean
from setting_builders import MANAGER, organization


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        pytest.param(snapshot(organization=organization(ACCOUNT_ID), users=(user(),)), FAILS, id="a user"),
        pytest.param(snapshot(organization=organization(ACCOUNT_ID)), FINE, id="nobody"),
        pytest.param(
            snapshot(organization=organization(MANAGER), users=(user(),)), FINE, id="users of a member"
        ),
    ],
)
def test_flags_users_in_the_management_account(read, expected):
    assert verdicts(OrgManagementAccountClean(), read) == expected
