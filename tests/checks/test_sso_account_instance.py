"""Member accounts with an Identity Center of their own."""

import pytest
from verdicts import FAILS, FINE, UNKNOWN, verdicts

from builders import ACCOUNT_ID, snapshot
from iam_audit.checks.sso_account_instance import SsoAccountInstance
from setting_builders import MANAGER, organization, sso_instance


def member(owner, manager=MANAGER):
    return snapshot(organization=organization(manager), sso_instances=(sso_instance(owner),))


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        pytest.param(member(MANAGER), FINE, id="the organization's"),
        pytest.param(member(ACCOUNT_ID), FAILS, id="its own"),
        pytest.param(member(None), UNKNOWN, id="nobody knows whose"),
        pytest.param(member(ACCOUNT_ID, manager=ACCOUNT_ID), FINE, id="in the management account"),
        pytest.param(snapshot(sso_instances=(sso_instance(ACCOUNT_ID),)), FINE, id="in no organization"),
    ],
)
def test_flags_instances_that_a_member_owns(read, expected):
    assert verdicts(SsoAccountInstance(), read) == expected
