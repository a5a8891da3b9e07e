import pytest
from trust_policies import (
    EXTERNAL_ID,
    OUR_ORGANIZATION,
    OWN_ROOT,
    PARTNER_ROOT,
    WITH_MFA,
    count,
    judge,
    statuses,
)

from iam_audit.checks.role_trust_any_principal import RoleTrustAnyPrincipal
from iam_audit.model import Severity, Status
from whole_roles import role, trusting

CHECK = RoleTrustAnyPrincipal()


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param(trusting("*"), id="everybody"),
        pytest.param(trusting({"AWS": "*"}), id="every AWS principal"),
        pytest.param(trusting({"AWS": [OWN_ROOT, "*"]}), id="everybody among others"),
        pytest.param(trusting({"AWS": "arn:aws:iam::*:root"}), id="every account"),
        pytest.param(trusting({"Federated": "*"}, "AssumeRoleWithWebIdentity"), id="every provider"),
        pytest.param(
            {"Effect": "Allow", "Action": "sts:AssumeRole", "NotPrincipal": {"AWS": PARTNER_ROOT}},
            id="everybody but one",
        ),
    ],
)
def test_flags_roles_that_trust_everybody(statement):
    assert [finding.severity for finding in judge(CHECK, statement)] == [Severity.CRITICAL]


@pytest.mark.parametrize(
    "statements",
    [
        pytest.param([trusting({"AWS": OWN_ROOT})], id="an account"),
        pytest.param([trusting("*", **OUR_ORGANIZATION)], id="members of an organization"),
        pytest.param(
            [trusting("*", ArnLike={"aws:PrincipalArn": "arn:aws:iam::111122223333:role/*"})],
            id="named roles",
        ),
        pytest.param(
            [
                trusting("*"),
                {
                    **trusting("*", StringNotEquals={"aws:PrincipalAccount": "111122223333"}),
                    "Effect": "Deny",
                },
            ],
            id="everybody else denied",
        ),
        pytest.param([trusting("*", "TagSession")], id="no role is taken on by that"),
        pytest.param([{**trusting("*"), "Effect": "Deny"}], id="a deny"),
    ],
)
def test_a_role_that_says_who_may_come_passes(statements):
    assert judge(CHECK, *statements) == []


@pytest.mark.parametrize(
    ("condition", "keys"),
    [
        (EXTERNAL_ID, "sts:externalid"),
        (WITH_MFA, "aws:multifactorauthpresent"),
        ({"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}, "aws:sourceip"),
        ({"StringLike": {"aws:PrincipalOrgID": "o-*"}}, "aws:principalorgid"),
    ],
)
def test_a_condition_that_strangers_can_meet_only_lowers_the_severity(condition, keys):
    finding = judge(CHECK, trusting("*", **condition))[0]

    assert (finding.severity, finding.evidence["conditions"]) == (Severity.HIGH, keys)


def test_one_open_statement_is_enough():
    findings = judge(CHECK, trusting("*", **EXTERNAL_ID), trusting("*"))

    assert [finding.severity for finding in findings] == [Severity.CRITICAL]


def test_a_trust_policy_that_cannot_be_understood_is_unknown():
    assert statuses(CHECK, trust='{"Statement":') == [Status.NOT_EVALUATED]


def test_every_role_of_the_account_is_examined():
    roles = (
        role("a", trusting("*")),
        role("b", trusting({"AWS": OWN_ROOT})),
        role("c", trusting({"Service": "x.amazonaws.com"}), path="/aws-service-role/x.amazonaws.com/"),
    )

    assert (count(CHECK, *roles).examined, count(CHECK, *roles).failed) == (2, 1)
