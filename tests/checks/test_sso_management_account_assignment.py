"""Permission sets that lead into the management account."""

import pytest
from msgspec.structs import replace
from verdicts import FAILS, FINE, verdicts

from builders import ACCOUNT_ID, snapshot
from iam_audit.checks.sso_management_account_assignment import SsoManagementAccountAssignment
from iam_audit.model import IdentityCenter
from setting_builders import INSTANCE, MANAGER, assignment, organization, permission_set


def center(*sets, **fields):
    made = IdentityCenter(instance_arn=INSTANCE, permission_sets=sets, **fields)
    return snapshot(organization=organization(ACCOUNT_ID), identity_center=(made,))


THERE = assignment("GROUP", "g-1", ACCOUNT_ID)
ELSEWHERE = assignment("GROUP", "g-1", MANAGER)


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        pytest.param(center(permission_set("a", assignments=(ELSEWHERE,))), FINE, id="in a member"),
        pytest.param(center(permission_set("a", assignments=(ELSEWHERE, THERE))), FAILS, id="there too"),
        pytest.param(
            replace(center(permission_set("a", assignments=(THERE,))), organization=None),
            FAILS,
            id="the account that tells, in no organization",
        ),
    ],
)
def test_flags_assignments_there(read, expected):
    assert verdicts(SsoManagementAccountAssignment(), read) == expected


def test_sets_on_the_list_may_lead_there():
    read = center(permission_set("BillingReaders", assignments=(THERE,)))

    assert verdicts(SsoManagementAccountAssignment(allowed=("billing*",)), read) == FINE
