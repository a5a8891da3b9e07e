import pytest
from trust_policies import (
    ALICE,
    OUR_ORGANIZATION,
    OWN_ROOT,
    PARTNER,
    PARTNER_ROOT,
    STRANGER,
    STRANGER_ROOT,
    count,
    judge,
    statuses,
)

from builders import ACCOUNT_ID
from iam_audit.checks.role_trust_unknown_account import RoleTrustUnknownAccount
from iam_audit.model import Status
from whole_roles import role, trusting

CHECK = RoleTrustUnknownAccount(trusted_accounts=(PARTNER,))


@pytest.mark.parametrize(
    ("principal", "accounts"),
    [
        pytest.param({"AWS": OWN_ROOT}, [], id="the role's own account"),
        pytest.param({"AWS": ALICE}, [], id="a user of it"),
        pytest.param({"AWS": PARTNER_ROOT}, [], id="a known one"),
        pytest.param({"AWS": PARTNER}, [], id="a known one by id"),
        pytest.param({"AWS": STRANGER_ROOT}, [STRANGER], id="an unknown one"),
        pytest.param({"AWS": STRANGER}, [STRANGER], id="an unknown one by id"),
        pytest.param({"AWS": f"arn:aws:iam::{STRANGER}:role/r"}, [STRANGER], id="a role of an unknown one"),
        pytest.param({"AWS": f"arn:aws:sts::{STRANGER}:assumed-role/r/s"}, [STRANGER], id="a session"),
        pytest.param({"AWS": [PARTNER_ROOT, STRANGER_ROOT]}, [STRANGER], id="an unknown one among others"),
        pytest.param("*", ["any account"], id="everybody"),
        pytest.param({"Service": "lambda.amazonaws.com"}, [], id="a service"),
        pytest.param({"AWS": "AIDACKCEVSQ6C2EXAMPLE"}, [], id="somebody deleted"),
    ],
)
def test_flags_roles_that_trust_an_unknown_account(principal, accounts):
    assert [finding.evidence["accounts"] for finding in judge(CHECK, trusting(principal))] == accounts


def test_all_other_accounts_are_unknown_until_they_are_named():
    assert statuses(RoleTrustUnknownAccount(), trusting({"AWS": PARTNER_ROOT})) == [Status.FAIL]


@pytest.mark.parametrize(
    ("statement", "flagged"),
    [
        pytest.param(trusting("*", **OUR_ORGANIZATION), False, id="members of an organization"),
        pytest.param(
            trusting({"AWS": STRANGER_ROOT}, **OUR_ORGANIZATION), False, id="an account, if a member"
        ),
        pytest.param(
            trusting("*", StringEquals={"aws:PrincipalAccount": [ACCOUNT_ID, PARTNER]}),
            False,
            id="known accounts",
        ),
        pytest.param(
            trusting("*", StringEquals={"aws:PrincipalAccount": [ACCOUNT_ID, STRANGER]}),
            True,
            id="one unknown",
        ),
        pytest.param(
            trusting({"AWS": STRANGER_ROOT}, StringEquals={"sts:ExternalId": "x"}), True, id="an external id"
        ),
    ],
)
def test_conditions_on_the_origin_count(statement, flagged):
    assert statuses(CHECK, statement) == ([Status.FAIL] if flagged else [])


def test_several_accounts_are_one_finding():
    finding = judge(CHECK, trusting({"AWS": STRANGER_ROOT}), trusting({"AWS": "777788889999"}))[0]

    assert finding.message == f"ops trusts {STRANGER}, 777788889999."


def test_every_role_of_the_account_is_examined():
    roles = (role("a", trusting({"AWS": STRANGER_ROOT})), role("b", trusting({"AWS": OWN_ROOT})))

    assert (count(CHECK, *roles).examined, count(CHECK, *roles).passed) == (2, 1)
