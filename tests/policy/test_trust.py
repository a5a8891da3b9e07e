"""Roles that let a user in without any policy of the user's own."""

import pytest

from accounts import ALICE, ROOT, allow, deny, document, holder, managed, role, trusting
from builders import snapshot
from iam_audit.policy import CannotTell, has_no_permissions, permissions_of

ID = "AIDAALICEEXAMPLE"
BOB = ALICE.replace("alice", "bob")
NOT_ALICE = {"StringNotEquals": {"aws:username": "alice"}}
WITH_MFA = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}


def not_principal(principal, effect="Allow"):
    return {"Effect": effect, "Action": "sts:AssumeRole", "NotPrincipal": principal}


def is_nothing(*roles, held=None):
    return has_no_permissions(held or holder(id=ID), snapshot(roles=roles))


@pytest.mark.parametrize(
    "statements",
    [
        pytest.param([trusting({"AWS": ALICE})], id="the user"),
        pytest.param([trusting({"AWS": [BOB, ALICE]})], id="the user among others"),
        pytest.param([trusting({"AWS": ID})], id="the user by unique id"),
        pytest.param([trusting("*")], id="anybody"),
        pytest.param([trusting({"AWS": "*"})], id="any AWS principal"),
        pytest.param([trusting({"AWS": ALICE.replace("alice", "*")})], id="a pattern that fits the user"),
        pytest.param([trusting({"AWS": ALICE}, action="sts:*")], id="any sts action"),
        pytest.param(
            [trusting({"AWS": ALICE}, action=["sts:TagSession", "STS:ASSUMEROLE"])], id="letter case"
        ),
        pytest.param([trusting({"AWS": ALICE}, Condition=WITH_MFA)], id="the user with MFA"),
        pytest.param([not_principal({"AWS": BOB})], id="everybody but somebody else"),
        pytest.param([trusting("*"), trusting({"AWS": BOB}, "Deny")], id="somebody else denied"),
        pytest.param(
            [trusting("*"), trusting({"AWS": ALICE}, "Deny", Condition=WITH_MFA)], id="denied at times"
        ),
        pytest.param([trusting("*"), trusting("*", "Deny", Condition=NOT_ALICE)], id="all others denied"),
        pytest.param(
            [trusting("*"), trusting("*", "Deny", action="sts:TagSession")], id="another action denied"
        ),
        pytest.param([trusting("*"), not_principal({"AWS": ALICE}, "Deny")], id="spared from a denial"),
        pytest.param(
            [trusting("*"), not_principal({"AWS": ROOT}, "Deny")], id="perhaps spared with the account"
        ),
        pytest.param(
            [trusting("*"), not_principal({"AWS": ALICE.replace("alice", "*")}, "Deny")],
            id="perhaps spared by a pattern",
        ),
    ],
)
def test_a_role_that_trusts_the_user_is_a_permission(statements):
    assert is_nothing(role(*statements)) is False


@pytest.mark.parametrize(
    "statements",
    [
        pytest.param([], id="nobody"),
        pytest.param([trusting({"AWS": ROOT})], id="the account"),
        pytest.param([trusting({"AWS": "123456789012"})], id="the account by its id"),
        pytest.param([trusting({"AWS": "arn:aws:iam::444455556666:root"})], id="another account"),
        pytest.param([trusting({"AWS": BOB})], id="another user"),
        pytest.param([trusting({"AWS": ALICE.replace("alice", "Alice")})], id="another letter case"),
        pytest.param([trusting({"Service": "ec2.amazonaws.com"})], id="a service"),
        pytest.param(
            [trusting({"Federated": "*"}, action="sts:AssumeRoleWithSAML")], id="an identity provider"
        ),
        pytest.param([trusting({"AWS": ALICE}, action="sts:TagSession")], id="only to tag a session"),
        pytest.param([trusting("*", Condition=NOT_ALICE)], id="anybody else"),
        pytest.param([not_principal({"AWS": ALICE})], id="everybody but the user"),
        pytest.param([trusting("*"), trusting({"AWS": ALICE}, "Deny")], id="the user denied"),
        pytest.param([trusting("*"), trusting({"AWS": ROOT}, "Deny")], id="the account denied"),
        pytest.param([trusting("*"), not_principal({"AWS": BOB}, "Deny")], id="everybody but another denied"),
        pytest.param(
            [trusting("*", Condition=WITH_MFA), trusting("*", "Deny", Condition=WITH_MFA)],
            id="denied just when allowed",
        ),
    ],
)
def test_a_role_that_does_not_trust_the_user_is_none(statements):
    assert is_nothing(role(*statements)) is True


def test_one_trusting_role_among_many_is_found():
    others = [role(trusting({"AWS": BOB}), name=f"other-{number}") for number in range(3)]

    assert is_nothing(*others, role(trusting({"AWS": ALICE}), name="mine"), *others) is False


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        pytest.param([deny()], True, id="everything denied"),
        pytest.param([deny("sts:Assume*")], True, id="the call denied"),
        pytest.param([deny("sts:*", "arn:aws:iam::123456789012:role/ops")], True, id="this role denied"),
        pytest.param([deny("sts:*", "arn:aws:iam::123456789012:role/dev")], False, id="another role denied"),
        pytest.param([deny("s3:*")], False, id="something else denied"),
    ],
)
def test_a_denial_of_the_user_outweighs_the_trust_of_a_role(statements, expected):
    assert is_nothing(role(trusting({"AWS": ALICE})), held=holder(*statements)) is expected


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        pytest.param([allow("s3:*")], False, id="what it leaves out does not count"),
        pytest.param([allow("s3:*"), deny("sts:*")], True, id="what it denies does"),
    ],
)
def test_a_boundary_does_not_limit_a_role_that_trusts_the_user_by_name(statements, expected):
    boundary = managed("boundary", document(*statements))
    account = snapshot(roles=(role(trusting({"AWS": ALICE})),), policies=(boundary,))

    assert has_no_permissions(holder(boundary=boundary), account) is expected


def test_a_trusting_role_settles_it_though_the_boundary_is_missing():
    held = holder(allow("s3:*"), boundary="arn:aws:iam::aws:policy/Missing")

    assert is_nothing(role(trusting({"AWS": ALICE})), held=held) is False
    assert is_nothing(held=held) is None


def test_a_trust_policy_that_cannot_be_understood_leaves_it_open():
    broken = role(trust="{", name="odd")

    verdict = permissions_of(holder(), snapshot(roles=(broken,)))

    assert isinstance(verdict, CannotTell)
    assert verdict.because.startswith("the trust policy of the role odd cannot be understood: ")
    assert is_nothing(broken, held=holder(deny("sts:*"))) is True
    assert is_nothing(broken, role(trusting({"AWS": ALICE}))) is False
