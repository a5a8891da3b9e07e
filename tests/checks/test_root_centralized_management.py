"""Organizations in which members keep their own root credentials."""

import pytest
from verdicts import FAILS, FINE, verdicts

from builders import ACCOUNT_ID, snapshot
from iam_audit.checks.root_centralized_management import RootCentralizedManagement
from setting_builders import MANAGER, organization


def managed(*features, manager=ACCOUNT_ID):
    return snapshot(organization=organization(manager), organizations_features=features)


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        pytest.param(managed("RootCredentialsManagement"), FINE, id="on"),
        pytest.param(managed(), FAILS, id="off"),
        pytest.param(managed("RootSessions"), FAILS, id="another feature"),
        pytest.param(managed(manager=MANAGER), FINE, id="a member is not asked"),
        pytest.param(snapshot(), FINE, id="no organization"),
    ],
)
def test_flags_the_management_account_without_the_feature(read, expected):
    assert verdicts(RootCentralizedManagement(), read) == expected
