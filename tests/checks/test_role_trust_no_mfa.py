import pytest
from trust_policies import ALICE, OUR_ORGANIZATION, OWN_ROOT, PARTNER_ROOT, WITH_MFA, count, judge, statuses

from builders import ACCOUNT_ID
from iam_audit.checks.role_trust_no_mfa import RoleTrustNoMfa
from iam_audit.model import Status
from whole_roles import role, trusting

CHECK = RoleTrustNoMfa()
ROLES = f"arn:aws:iam::{ACCOUNT_ID}:role/*"


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param(trusting({"AWS": OWN_ROOT}), id="the account"),
        pytest.param(trusting({"AWS": ACCOUNT_ID}), id="the account by id"),
        pytest.param(trusting({"AWS": ALICE}), id="a user"),
        pytest.param(
            trusting({"AWS": [f"arn:aws:iam::{ACCOUNT_ID}:role/r", ALICE]}), id="a user among others"
        ),
        pytest.param(trusting("*", **OUR_ORGANIZATION), id="everybody in the organization"),
        pytest.param(
            trusting({"AWS": OWN_ROOT}, BoolIfExists={"aws:MultiFactorAuthPresent": "true"}),
            id="BoolIfExists lets access keys in",
        ),
    ],
)
def test_flags_roles_that_users_may_take_on_without_mfa(statement):
    assert statuses(CHECK, statement) == [Status.FAIL]


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param(trusting({"AWS": OWN_ROOT}, **WITH_MFA), id="MFA"),
        pytest.param(
            trusting({"AWS": ALICE}, NumericLessThan={"aws:MultiFactorAuthAge": "3600"}), id="recent MFA"
        ),
        pytest.param(trusting({"AWS": f"arn:aws:iam::{ACCOUNT_ID}:role/r"}), id="a role"),
        pytest.param(trusting({"AWS": OWN_ROOT}, ArnLike={"aws:PrincipalArn": ROLES}), id="only roles"),
        pytest.param(trusting({"AWS": PARTNER_ROOT}), id="another account"),
        pytest.param(trusting({"Service": "ec2.amazonaws.com"}), id="a service"),
    ],
)
def test_other_roles_pass(statement):
    assert statuses(CHECK, statement) == []


def test_names_who_needs_no_mfa():
    finding = judge(CHECK, trusting({"AWS": OWN_ROOT}, **WITH_MFA), trusting({"AWS": ALICE}))[0]

    assert finding.message == f"{ALICE} may take on ops without MFA."


def test_only_roles_for_users_of_the_account_are_examined():
    roles = (role("a", trusting({"AWS": OWN_ROOT}, **WITH_MFA)), role("b", trusting({"AWS": PARTNER_ROOT})))

    assert (count(CHECK, *roles).examined, count(CHECK, *roles).passed) == (1, 1)
