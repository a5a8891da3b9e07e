"""Organizations for consolidated billing."""

import pytest
from msgspec.structs import replace
from verdicts import FAILS, FINE, UNKNOWN, verdicts

from builders import ACCOUNT_ID, snapshot
from iam_audit.checks.org_all_features import OrgAllFeatures
from setting_builders import MANAGER, organization


def organized(features, manager=ACCOUNT_ID):
    return snapshot(organization=replace(organization(manager), feature_set=features))


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        pytest.param(organized("ALL"), FINE, id="all features"),
        pytest.param(organized("CONSOLIDATED_BILLING"), FAILS, id="billing only"),
        pytest.param(organized(None), UNKNOWN, id="nobody knows"),
        pytest.param(organized("CONSOLIDATED_BILLING", MANAGER), FINE, id="a member is not asked"),
    ],
)
def test_flags_the_organization_in_its_management_account(read, expected):
    assert verdicts(OrgAllFeatures(), read) == expected
