"""Identity Center run from the management account."""

import pytest
from msgspec.structs import replace
from verdicts import FAILS, FINE, UNKNOWN, verdicts

from builders import ACCOUNT_ID, snapshot
from iam_audit.checks.sso_delegated_admin import SsoDelegatedAdmin
from setting_builders import MANAGER, delegated_administrator, organization, sso_instance


def governed(*services, used=True, manager=ACCOUNT_ID):
    return snapshot(
        organization=organization(manager),
        delegated_administrators=tuple(map(delegated_administrator, services)),
        sso_instances=(sso_instance(manager),) if used else (),
    )


UNREAD = replace(governed(), delegated_administrators=(replace(delegated_administrator("x"), services=None),))


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        pytest.param(governed("sso.amazonaws.com"), FINE, id="one"),
        pytest.param(governed("guardduty.amazonaws.com"), FAILS, id="of another service"),
        pytest.param(governed(), FAILS, id="none"),
        pytest.param(governed(used=False), FINE, id="Identity Center is not used"),
        pytest.param(governed(manager=MANAGER), FINE, id="a member is not asked"),
        pytest.param(UNREAD, UNKNOWN, id="services not read"),
    ],
)
def test_flags_organizations_without_one(read, expected):
    assert verdicts(SsoDelegatedAdmin(), read) == expected
