"""Which roles a policy hands out, or takes on."""

import pytest

from accounts import all_but, allow, deny, document
from builders import ACCOUNT_ID, account
from iam_audit.policy.document import parse_policy
from iam_audit.policy.role_questions import (
    assumes_wide_roles,
    passes_any_role,
    passes_any_role_to_agentcore,
)

ROLES = f"arn:aws:iam::{ACCOUNT_ID}:role/"
AGENTS = "bedrock-agentcore.amazonaws.com"


def read(*statements):
    return parse_policy(document(*statements))


def to(service, operator="StringEquals", **more):
    return {"Condition": {operator: {"iam:PassedToService": service}, **more}}


THERE = {"Null": {"iam:PassedToService": "false"}}


@pytest.mark.parametrize(
    ("statements", "any_role"),
    [
        pytest.param([allow("iam:PassRole")], True, id="on *"),
        pytest.param([allow("*")], True, id="everything"),
        pytest.param([allow("iam:passrole", f"{ROLES}*")], True, id="every role"),
        pytest.param([allow("iam:PassRole", **to("*"))], True, id="to any service"),
        pytest.param(
            [allow("iam:PassRole", **to("*.amazonaws.com", "StringLike"))], True, id="to any AWS service"
        ),
        pytest.param(
            [allow("iam:PassRole", **to("ec2.amazonaws.com", "StringNotEquals"))], True, id="to all others"
        ),
        pytest.param(
            [allow("iam:PassRole", **to("ec2.amazonaws.com", "StringEqualsIfExists"))], True, id="IfExists"
        ),
        pytest.param(
            [allow("iam:PassRole", **to(["ec2.amazonaws.com", "*"]))], True, id="one value is a wildcard"
        ),
        pytest.param([allow("iam:PassRole", **to("ec2.amazonaws.com"))], False, id="to a service"),
        pytest.param(
            [allow("iam:PassRole", **to("ec2*", "StringLike"))], False, id="to a pattern of services"
        ),
        pytest.param(
            [allow("iam:PassRole", **to("ec2.amazonaws.com", "StringEqualsIfExists", **THERE))],
            False,
            id="IfExists, and it must exist",
        ),
        pytest.param(
            [allow("iam:PassRole"), deny("iam:PassRole", **to("ec2.amazonaws.com", "StringNotEquals"))],
            False,
            id="denied to all other services",
        ),
        pytest.param([allow("iam:PassRole", f"{ROLES}app-*")], False, id="some roles"),
        pytest.param(
            [
                allow("iam:PassRole"),
                {"Effect": "Deny", "Action": "iam:PassRole", "NotResource": f"{ROLES}app"},
            ],
            False,
            id="all but one role denied",
        ),
        pytest.param([all_but("iam:*")], False, id="IAM left out"),
    ],
)
def test_any_role_to_any_service(statements, any_role):
    assert bool(passes_any_role(read(*statements), account())) is any_role


@pytest.mark.parametrize(
    ("statements", "flagged"),
    [
        pytest.param([allow("iam:PassRole", **to(AGENTS))], True, id="AgentCore is named"),
        pytest.param(
            [allow("iam:PassRole", **to(f"*.{AGENTS}", "StringLike"))], True, id="part of it is named"
        ),
        pytest.param(
            [allow("iam:PassRole", **to(AGENTS, "StringEqualsIfExists"))], True, id="named, if anything is"
        ),
        pytest.param(
            [allow(["iam:PassRole", "bedrock-agentcore:*"])], True, id="left open, beside AgentCore"
        ),
        pytest.param(
            [allow("iam:PassRole"), allow("bedrock-*:Create*")],
            True,
            id="left open, beside a pattern of services",
        ),
        pytest.param([all_but("s3:*")], True, id="NotAction gives both"),
        pytest.param(
            [allow("iam:PassRole", **to("*", "StringLike")), allow("bedrock-agentcore:CreateAgentRuntime")],
            True,
            id="to any service, beside AgentCore",
        ),
        pytest.param([allow("iam:PassRole")], False, id="left open, and nothing in AgentCore"),
        pytest.param(
            [allow("iam:PassRole", **to("*", "StringLike"))], False, id="any, and nothing in AgentCore"
        ),
        pytest.param(
            [allow("iam:PassRole", **to("ec2.amazonaws.com")), allow("bedrock-agentcore:*")],
            False,
            id="to another",
        ),
        pytest.param([allow("iam:PassRole", f"{ROLES}agent-*", **to(AGENTS))], False, id="some roles"),
        pytest.param([allow("bedrock-agentcore:*")], False, id="no role"),
        pytest.param([allow("iam:PassRole", **to(AGENTS)), deny("*")], False, id="denied"),
    ],
)
def test_any_role_to_agentcore(statements, flagged):
    assert bool(passes_any_role_to_agentcore(read(*statements), account())) is flagged


def wide(*statements):
    return [
        (one.pattern, one.all_roles, one.grant.always)
        for one in assumes_wide_roles(read(*statements), account())
    ]


@pytest.mark.parametrize(
    ("resource", "all_roles"),
    [
        pytest.param("*", True, id="everything"),
        pytest.param(f"{ROLES}*", True, id="every role here"),
        pytest.param("arn:aws:iam::*:role/*", True, id="every role anywhere"),
        pytest.param("arn:aws:iam::111122223333:role/*", False, id="every role of one other account"),
        pytest.param("arn:aws:iam", True, id="fields left out"),
        pytest.param("arn:aws:iam::*:role/deploy", False, id="one name in every account"),
        pytest.param(f"{ROLES}app-*", False, id="a prefix"),
        pytest.param(f"{ROLES}ap?", False, id="a question mark"),
        pytest.param("arn:aws:iam::1234*:role/deploy", False, id="a prefix of accounts"),
        pytest.param(f"arn:aws:iam::{ACCOUNT_ID}:*deploy", False, id="any path"),
    ],
)
def test_every_wildcard_in_roles_is_told_and_how_far_it_reaches(resource, all_roles):
    assert wide(allow("sts:AssumeRole", resource)) == [(resource, all_roles, True)]


@pytest.mark.parametrize(
    "statements",
    [
        pytest.param([allow("sts:AssumeRole", f"{ROLES}ops")], id="a role by name"),
        pytest.param([allow("sts:AssumeRole", f"{ROLES}${{aws:username}}")], id="a role of one's own"),
        pytest.param([allow("sts:*", "arn:aws:s3:::*")], id="no roles at all"),
        pytest.param([allow("sts:GetFederationToken")], id="another action"),
        pytest.param([allow("sts:AssumeRole"), deny("sts:*")], id="denied"),
        pytest.param(
            [allow("sts:AssumeRole", f"{ROLES}app-*"), deny("sts:*", f"{ROLES}*")], id="denied more widely"
        ),
        pytest.param(
            [allow("sts:*"), {"Effect": "Deny", "Action": "sts:AssumeRole", "NotResource": f"{ROLES}ops"}],
            id="all but one denied",
        ),
    ],
)
def test_a_wildcard_that_reaches_no_unnamed_role_is_none(statements):
    assert wide(*statements) == []


def test_all_but_some_roles_is_a_wildcard_too():
    but = {"Effect": "Allow", "Action": "sts:AssumeRole", "NotResource": f"{ROLES}admin"}

    assert wide(but) == [(f"NotResource {ROLES}admin", True, True)]


def test_of_several_patterns_each_is_told_once():
    found = wide(allow("*", [f"{ROLES}a-*", f"{ROLES}ops", f"{ROLES}b-*"]))

    assert [pattern for pattern, _, _ in found] == [f"{ROLES}a-*", f"{ROLES}b-*"]


def test_a_condition_is_told():
    limited = allow("sts:AssumeRole", Condition={"StringEquals": {"aws:ResourceOrgID": "o-1"}})

    assert wide(limited) == [("*", True, False)]


def test_a_denial_of_the_roles_here_leaves_those_elsewhere():
    assert wide(allow("sts:AssumeRole"), deny("sts:AssumeRole", f"{ROLES}*")) == [("*", True, True)]
