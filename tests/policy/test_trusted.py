"""Whom a trust policy lets in."""

import pytest

from accounts import ALICE, ROOT, role, trusting
from builders import ACCOUNT_ID
from iam_audit.errors import PolicyError
from iam_audit.policy.trusted import Kind, Trusted, account_in, trusted_by

OTHER = "arn:aws:iam::111122223333:root"
SAML = f"arn:aws:iam::{ACCOUNT_ID}:saml-provider/idp"
GITHUB = f"arn:aws:iam::{ACCOUNT_ID}:oidc-provider/token.actions.githubusercontent.com"
LAMBDA = {"Service": "lambda.amazonaws.com"}
NOT_OURS = {"StringNotEquals": {"aws:PrincipalOrgID": "o-ours"}}


def kinds(*statements):
    return [(one.kind, one.name) for one in trusted_by(role(*statements))]


@pytest.mark.parametrize(
    ("principal", "kind"),
    [
        ("*", Kind.ANYBODY),
        ({"AWS": "*"}, Kind.ANYBODY),
        ({"AWS": "arn:aws:iam::*:root"}, Kind.ANYBODY),
        ({"AWS": ROOT}, Kind.ACCOUNT),
        ({"AWS": ACCOUNT_ID}, Kind.ACCOUNT),
        ({"AWS": ALICE}, Kind.IDENTITY),
        ({"AWS": f"arn:aws-cn:iam::{ACCOUNT_ID}:role/path/r"}, Kind.IDENTITY),
        ({"AWS": f"arn:aws:sts::{ACCOUNT_ID}:assumed-role/r/session"}, Kind.IDENTITY),
        ({"AWS": "AIDACKCEVSQ6C2EXAMPLE"}, Kind.DELETED),
        ({"AWS": "AROADBQP57FF2AEXAMPLE"}, Kind.DELETED),
        (LAMBDA, Kind.SERVICE),
    ],
)
def test_a_principal_is_of_a_kind(principal, kind):
    assert [one for one, _ in kinds(trusting(principal))] == [kind]


@pytest.mark.parametrize(
    ("provider", "action", "kind"),
    [
        (SAML, "sts:AssumeRoleWithSAML", Kind.SAML),
        (GITHUB, "sts:AssumeRoleWithWebIdentity", Kind.WEB_IDENTITY),
        ("cognito-identity.amazonaws.com", "sts:*", Kind.WEB_IDENTITY),
        ("*", "sts:AssumeRoleWithWebIdentity", Kind.ANYBODY),
    ],
)
def test_an_identity_provider_is_of_a_kind(provider, action, kind):
    assert kinds(trusting({"Federated": provider}, action=action)) == [(kind, provider)]


@pytest.mark.parametrize(
    ("principal", "action"),
    [
        pytest.param({"AWS": ALICE}, "sts:TagSession", id="tagging is not assuming"),
        pytest.param({"AWS": ALICE}, "sts:AssumeRoleWithSAML", id="no user signs in with SAML"),
        pytest.param({"Federated": SAML}, "sts:AssumeRole", id="no provider assumes without a token"),
        pytest.param({"Federated": GITHUB}, "sts:AssumeRoleWithSAML", id="a token of the other kind"),
    ],
)
def test_who_is_not_allowed_to_assume_the_role_is_not_trusted(principal, action):
    assert kinds(trusting(principal, action=action)) == []


@pytest.mark.parametrize("action", ["sts:AssumeRole", "STS:assumerole", "sts:Assume*", "sts:*", "*"])
def test_the_action_may_be_a_pattern(action):
    assert kinds(trusting(LAMBDA, action=action)) == [(Kind.SERVICE, "lambda.amazonaws.com")]


def test_an_allow_of_all_but_something_is_marked():
    statement = {"Effect": "Allow", "NotAction": "sts:TagSession", "Principal": LAMBDA}

    assert trusted_by(role(statement))[0].by_exclusion


def test_everybody_but_somebody_is_anybody():
    statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "NotPrincipal": {"AWS": ALICE}}

    assert kinds(statement) == [(Kind.ANYBODY, "NotPrincipal")]


def test_each_principal_comes_with_the_demands_of_its_own_statement():
    strict = trusting({"AWS": [OTHER, ALICE]}, Condition={"StringEquals": {"sts:ExternalId": "x"}})

    trusted = trusted_by(role(trusting(LAMBDA), strict))

    assert [(one.name, len(one.demands)) for one in trusted] == [
        ("lambda.amazonaws.com", 0),
        (OTHER, 1),
        (ALICE, 1),
    ]


@pytest.mark.parametrize(
    "denial",
    [
        pytest.param(trusting("*", "Deny"), id="all denied"),
        pytest.param(trusting({"AWS": ALICE}, "Deny"), id="itself denied"),
        pytest.param(trusting({"AWS": ROOT}, "Deny", action="sts:*"), id="its account denied"),
        pytest.param(trusting({"AWS": ACCOUNT_ID}, "Deny"), id="its account denied by id"),
        pytest.param(
            {"Effect": "Deny", "Action": "*", "NotPrincipal": {"AWS": OTHER}}, id="all but others denied"
        ),
    ],
)
def test_who_is_denied_is_not_trusted(denial):
    assert kinds(trusting({"AWS": ALICE}), denial) == []


@pytest.mark.parametrize(
    "denial",
    [
        pytest.param(trusting({"AWS": OTHER}, "Deny"), id="somebody else"),
        pytest.param(trusting("*", "Deny", action="sts:TagSession"), id="something else"),
        pytest.param(
            {"Effect": "Deny", "Action": "*", "NotPrincipal": {"AWS": ALICE}}, id="all but this one"
        ),
        pytest.param(
            {"Effect": "Deny", "Action": "*", "NotPrincipal": {"AWS": ROOT}}, id="all but its account"
        ),
        pytest.param(trusting("*", "Deny", Condition={"Bool": {"x": "true"}}), id="at times"),
    ],
)
def test_who_is_not_denied_stays_trusted(denial):
    assert kinds(trusting({"AWS": ALICE}), denial) == [(Kind.IDENTITY, ALICE)]


def test_a_deny_with_a_condition_is_a_demand():
    trusted = trusted_by(role(trusting("*"), trusting("*", "Deny", Condition=NOT_OURS)))[0]

    assert [(one.operator, one.key, one.values) for one in next(iter(trusted.demands))] == [
        ("stringequals", "aws:principalorgid", ("o-ours",))
    ]


@pytest.mark.parametrize("principal", ["*", {"AWS": OTHER}])
def test_a_deny_of_all_but_some_leaves_those_of_the_many(principal):
    spared = "arn:aws:iam::111122223333:role/partner"
    denial = {"Effect": "Deny", "Action": "sts:AssumeRole", "NotPrincipal": {"AWS": spared}}

    trusted = trusted_by(role(trusting(principal), denial))[0]

    assert [(one.key, one.values) for one in next(iter(trusted.demands))] == [("aws:principalarn", (spared,))]


def test_only_accounts_and_their_identities_have_an_account():
    assert Trusted(Kind.IDENTITY, ALICE).account == ACCOUNT_ID
    assert Trusted(Kind.SAML, SAML).account is None


@pytest.mark.parametrize(
    ("principal", "account"),
    [
        (ALICE, ACCOUNT_ID),
        (ACCOUNT_ID, ACCOUNT_ID),
        ("*", None),
        ("arn:aws:iam::*:root", None),
        ("arn:aws:s3:::bucket", None),
        ("a:b", None),
    ],
)
def test_the_account_in_a_principal(principal, account):
    assert account_in(principal) == account


def test_a_trust_policy_that_cannot_be_understood_is_an_error():
    with pytest.raises(PolicyError):
        trusted_by(role(trust="{"))
