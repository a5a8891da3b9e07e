"""Accounts outside any organization."""

import pytest
from verdicts import FAILS, FINE, verdicts

from builders import snapshot
from iam_audit.checks.account_in_organization import AccountInOrganization
from setting_builders import MANAGER, organization


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        pytest.param(snapshot(organization=organization(MANAGER)), FINE, id="a member"),
        pytest.param(snapshot(), FAILS, id="alone"),
    ],
)
def test_flags_accounts_that_are_in_none(read, expected):
    assert verdicts(AccountInOrganization(), read) == expected
