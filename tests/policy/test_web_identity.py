"""Whose tokens an identity provider may send."""

import pytest

from accounts import role, trusting
from builders import ACCOUNT_ID
from iam_audit.policy.trusted import trusted_by
from iam_audit.policy.web_identity import Loose, issuer_of, left_open, names_saml_audience

GITHUB, GITLAB, TERRAFORM = "token.actions.githubusercontent.com", "gitlab.com", "app.terraform.io"
PULUMI, OKTA = "api.pulumi.com/oidc", "acme.okta.com"
EKS = "oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B716D3041E"
SHARED = (GITHUB, GITLAB, TERRAFORM, PULUMI)


def loose(issuer, *, aud=True, **condition):
    wanted = {"StringEquals": {f"{issuer}:aud": "sts.amazonaws.com"}} if aud else {}
    for operator, keys in condition.items():
        wanted[operator] = {
            **wanted.get(operator, {}),
            **{f"{issuer}:{key}": value for key, value in keys.items()},
        }
    provider = f"arn:aws:iam::{ACCOUNT_ID}:oidc-provider/{issuer}"
    statement = trusting({"Federated": provider}, action="sts:AssumeRoleWithWebIdentity", Condition=wanted)
    return left_open(trusted_by(role(statement))[0], SHARED)


@pytest.mark.parametrize(
    ("issuer", "sub"),
    [
        (GITHUB, "repo:acme/app:ref:refs/heads/main"),
        (GITHUB, "repo:acme/*"),
        (GITHUB, "repo:acme/app:*"),
        (GITLAB, "project_path:acme/app:ref_type:branch:ref:main"),
        (GITLAB, "project_path:acme/*:ref_type:branch:ref:main"),
        (TERRAFORM, "organization:acme:project:*:workspace:*:run_phase:*"),
        (PULUMI, "pulumi:deploy:org:acme:project:*"),
        (EKS, "system:serviceaccount:shop:*"),
        (OKTA, "group-*"),
    ],
)
def test_a_subject_that_names_its_owner_is_enough(issuer, sub):
    assert not loose(issuer, StringLike={"sub": sub})


@pytest.mark.parametrize(
    ("issuer", "sub"),
    [
        (GITHUB, "*"),
        (GITHUB, "repo:*"),
        (GITHUB, "repo:acme*"),
        (GITHUB, "repo:*/app:ref:refs/heads/main"),
        (GITHUB, ["repo:acme/app:*", "repo:*"]),
        (GITHUB, "repo:${aws:username}/app"),
        (GITLAB, "project_path:*"),
        (TERRAFORM, "organization:*:project:p"),
        (PULUMI, "pulumi:deploy:org:*"),
        (EKS, "system:serviceaccount:*"),
        (OKTA, "*"),
    ],
)
def test_a_subject_that_may_be_of_any_owner_is_not(issuer, sub):
    assert loose(issuer, StringLike={"sub": sub}) == {Loose.OWNER}


@pytest.mark.parametrize("issuer", [GITHUB, OKTA])
def test_no_subject_lets_everybody_of_the_issuer_in(issuer):
    assert loose(issuer) == {Loose.SUBJECT}


def test_a_wildcard_that_is_compared_as_text_matches_nobody():
    assert not loose(GITHUB, StringEquals={"sub": "repo:*"})


@pytest.mark.parametrize(
    "condition",
    [
        {"StringEquals": {"repository_owner_id": "65"}},
        {"StringEquals": {"repository": "acme/app"}},
        {"StringLike": {"repository": "acme/*"}},
    ],
)
def test_other_claims_may_name_the_owner(condition):
    assert not loose(GITHUB, **condition)


@pytest.mark.parametrize(
    "condition",
    [
        {"StringLike": {"repository_owner": "acme*"}},
        {"StringLike": {"repository": "*/app"}},
        {"StringEqualsIfExists": {"repository_owner": "acme"}},
        {"StringEquals": {"ref": "refs/heads/main"}},
        {"StringNotEquals": {"sub": "repo:evil/app"}},
    ],
)
def test_or_may_not(condition):
    assert loose(GITHUB, **condition) & {Loose.SUBJECT, Loose.OWNER}


@pytest.mark.parametrize(
    "audience", [{}, {"StringLike": {"aud": "sts.*"}}, {"StringNotEquals": {"aud": "x"}}]
)
def test_the_audience_has_to_be_spelled_out(audience):
    condition = {**audience, "StringEquals": {"sub": "repo:acme/app:ref:refs/heads/main"}}

    assert loose(GITHUB, aud=False, **condition) == {Loose.AUDIENCE}


def test_audience_and_subject_are_in_every_token_so_all_values_will_do():
    keys = {"sub": "repo:acme/app:ref:refs/heads/main", "aud": "sts.amazonaws.com"}

    assert not loose(GITHUB, aud=False, **{"ForAllValues:StringEquals": keys})


@pytest.mark.parametrize(
    ("issuer", "key"),
    [
        ("cognito-identity.amazonaws.com", "aud"),
        ("accounts.google.com", "oaud"),
        ("graph.facebook.com", "app_id"),
    ],
)
def test_for_the_users_of_an_app_the_audience_is_what_counts(issuer, key):
    action = "sts:AssumeRoleWithWebIdentity"
    open_to_all = trusting({"Federated": issuer}, action=action)
    pinned = trusting(
        {"Federated": issuer}, action=action, Condition={"StringEquals": {f"{issuer}:{key}": "id"}}
    )

    answers = [left_open(one, SHARED) for one in trusted_by(role(open_to_all, pinned))]

    assert answers == [{Loose.AUDIENCE}, frozenset()]


def test_the_issuer_is_the_arn_without_its_beginning():
    statement = trusting(
        {"Federated": [f"arn:aws:iam::{ACCOUNT_ID}:oidc-provider/{EKS}", "www.amazon.com"]}, action="sts:*"
    )

    assert [issuer_of(one) for one in trusted_by(role(statement))] == [EKS.lower(), "www.amazon.com"]


@pytest.mark.parametrize(
    ("condition", "answer"),
    [
        ({"StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}}, True),
        ({"StringLike": {"SAML:aud": "https://*.signin.aws.amazon.com/saml"}}, True),
        ({"StringLike": {"SAML:aud": "*"}}, False),
        ({"StringEqualsIfExists": {"SAML:aud": "https://signin.aws.amazon.com/saml"}}, False),
        ({"StringEquals": {"SAML:iss": "https://idp.example.com"}}, False),
        ({}, False),
    ],
)
def test_the_page_a_saml_assertion_is_meant_for(condition, answer):
    provider = f"arn:aws:iam::{ACCOUNT_ID}:saml-provider/idp"
    statement = trusting({"Federated": provider}, action="sts:AssumeRoleWithSAML", Condition=condition)

    assert names_saml_audience(trusted_by(role(statement))[0]) is answer
