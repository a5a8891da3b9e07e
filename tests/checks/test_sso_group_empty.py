"""Groups with access and without members."""

import pytest
from verdicts import FAILS, FINE, UNKNOWN, verdicts

from builders import ACCOUNT_ID, snapshot
from iam_audit.checks.sso_group_empty import SsoGroupEmpty
from iam_audit.model import IdentityCenter, SsoGroup
from setting_builders import INSTANCE, assignment, organization, permission_set


def center(*sets, **fields):
    made = IdentityCenter(instance_arn=INSTANCE, permission_sets=sets, **fields)
    return snapshot(organization=organization(ACCOUNT_ID), identity_center=(made,))


def group(members, *, assigned=True):
    made = SsoGroup(id="g-1", name="engineers", account_id=ACCOUNT_ID, members=members)
    given = (assignment("GROUP", "g-1"),) if assigned else ()
    return center(permission_set("a", assignments=given), groups=(made,))


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        pytest.param(group(()), FAILS, id="nobody"),
        pytest.param(group(("u-1",)), FINE, id="somebody"),
        pytest.param(group(None), UNKNOWN, id="not read"),
        pytest.param(group((), assigned=False), FINE, id="without access"),
    ],
)
def test_flags_groups_with_access_and_nobody_in_them(read, expected):
    assert verdicts(SsoGroupEmpty(), read) == expected
