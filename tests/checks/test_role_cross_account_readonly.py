import pytest
from trust_policies import (
    OUR_ORGANIZATION,
    OWN_ROOT,
    PARTNER,
    PARTNER_ROOT,
    STRANGER,
    STRANGER_ROOT,
    count,
    statuses,
)

from builders import ACCOUNT_ID
from iam_audit.checks import configure
from iam_audit.checks.role_cross_account_readonly import RoleCrossAccountReadonly
from iam_audit.model import AttachedPolicy, Status
from whole_roles import READ_ONLY, role, trusting

CHECK = RoleCrossAccountReadonly()
ALL = (READ_ONLY,)
CHINA = (AttachedPolicy(name="ReadOnlyAccess", arn="arn:aws-cn:iam::aws:policy/ReadOnlyAccess"),)
OURS = (AttachedPolicy(name="ReadOnlyAccess", arn=f"arn:aws:iam::{ACCOUNT_ID}:policy/ReadOnlyAccess"),)


@pytest.mark.parametrize(
    ("principal", "attached", "flagged"),
    [
        pytest.param({"AWS": STRANGER_ROOT}, ALL, True, id="another account"),
        pytest.param({"AWS": f"arn:aws:iam::{STRANGER}:role/r"}, ALL, True, id="a role of another account"),
        pytest.param("*", ALL, True, id="everybody"),
        pytest.param({"AWS": [OWN_ROOT, STRANGER_ROOT]}, ALL, True, id="another account among others"),
        pytest.param({"AWS": STRANGER_ROOT}, CHINA, True, id="in China"),
        pytest.param({"AWS": OWN_ROOT}, ALL, False, id="the role's own account"),
        pytest.param({"Service": "lambda.amazonaws.com"}, ALL, False, id="a service"),
        pytest.param({"AWS": STRANGER_ROOT}, (), False, id="another policy"),
        pytest.param({"AWS": STRANGER_ROOT}, OURS, False, id="a policy of one's own by that name"),
    ],
)
def test_flags_roles_that_let_other_accounts_read_everything(principal, attached, flagged):
    assert statuses(CHECK, trusting(principal), attached=attached) == ([Status.FAIL] if flagged else [])


def test_members_of_the_organization_may():
    assert statuses(CHECK, trusting("*", **OUR_ORGANIZATION), attached=ALL) == []


def test_an_account_whose_id_only_contains_ours_is_another():
    statement = trusting({"AWS": f"arn:aws:iam::{STRANGER}:role/for-{ACCOUNT_ID}"})

    assert statuses(CHECK, statement, attached=ALL) == [Status.FAIL]


def test_trusted_accounts_are_those_of_the_check_of_unknown_accounts_unless_set():
    made = [
        next(one for one in configure(options) if one.id == CHECK.id)
        for options in (
            {"role-trust-unknown-account": {"trusted_accounts": [PARTNER]}},
            {
                "role-trust-unknown-account": {"trusted_accounts": [PARTNER]},
                CHECK.id: {"trusted_accounts": []},
            },
        )
    ]

    answers = [statuses(check, trusting({"AWS": PARTNER_ROOT}), attached=ALL) for check in made]

    assert answers == [[], [Status.FAIL]]


def test_only_roles_with_the_policy_are_examined():
    roles = (
        role("a", trusting({"AWS": OWN_ROOT}), attached=ALL),
        role("b", trusting({"AWS": STRANGER_ROOT})),
    )

    assert (count(CHECK, *roles).examined, count(CHECK, *roles).passed) == (1, 1)
