"""Permission sets that may change IAM and have no boundary."""

import pytest
from verdicts import FAILS, FINE, UNKNOWN, verdicts

from builders import snapshot
from iam_audit.checks.sso_permission_set_boundary import SsoPermissionSetBoundary
from iam_audit.model import IdentityCenter
from setting_builders import INSTANCE, permission_set
from whole_roles import document


def center(*sets, **fields):
    made = IdentityCenter(instance_arn=INSTANCE, permission_sets=sets, **fields)
    return snapshot(identity_center=(made,))


ADMIN = ("arn:aws:iam::aws:policy/AdministratorAccess",)


def inline(**statement):
    return center(permission_set("a", inline=document({"Effect": "Allow", "Resource": "*"} | statement)))


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        pytest.param(center(permission_set("a", managed_policies=ADMIN)), FAILS, id="an administrator"),
        pytest.param(
            center(permission_set("a", managed_policies=ADMIN, boundary="/limits")),
            FINE,
            id="with a boundary",
        ),
        pytest.param(center(permission_set("a", managed_policies=ADMIN, accounts=())), FINE, id="not in use"),
        pytest.param(
            center(permission_set("a", managed_policies=("arn:aws:iam::aws:policy/ReadOnlyAccess",))),
            FINE,
            id="a reader",
        ),
        pytest.param(inline(Action="IAM:Create*"), FAILS, id="inline, by a pattern"),
        pytest.param(inline(NotAction="s3:*"), FAILS, id="inline, all but something"),
        pytest.param(inline(Action="iam:GetRole"), FINE, id="inline, reading IAM"),
        pytest.param(inline(NotAction="iam:*"), FINE, id="inline, all but IAM"),
        pytest.param(inline(Effect="Deny", Action="iam:*"), FINE, id="inline, a Deny"),
        pytest.param(center(permission_set("a", inline="{broken")), UNKNOWN, id="inline, broken"),
    ],
)
def test_flags_sets_that_may_give_permissions_away(read, expected):
    assert verdicts(SsoPermissionSetBoundary(), read) == expected


def test_other_policies_of_aws_can_be_named():
    assert (
        verdicts(
            SsoPermissionSetBoundary(policies=("PowerUserAccess",)),
            center(permission_set("a", managed_policies=ADMIN)),
        )
        == FINE
    )
