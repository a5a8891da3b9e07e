import pytest
from policies import all_but, allow, customer, judge

from iam_audit.checks.policy_agentcore_passrole import PolicyAgentcorePassrole
from iam_audit.model import Severity

TO_AGENTS = {"StringEquals": {"iam:PassedToService": "bedrock-agentcore.amazonaws.com"}}
TO_EC2 = {"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}}
AGENTS = allow("bedrock-agentcore:CreateAgentRuntime")


@pytest.mark.parametrize(
    ("statements", "flagged"),
    [
        ([allow("iam:PassRole", **TO_AGENTS)], True),
        ([allow("iam:PassRole"), AGENTS], True),
        ([allow("iam:PassRole", **TO_EC2), AGENTS], False),
        ([allow("iam:PassRole")], False),
        ([allow("iam:PassRole", "arn:aws:iam::123456789012:role/agent-*", **TO_AGENTS)], False),
        ([allow()], False),
        ([all_but("s3:*")], False),
    ],
    ids=[
        "named",
        "left open",
        "to another service",
        "no agents",
        "some roles",
        "an administrator",
        "nearly one",
    ],
)
def test_flags_passing_any_role_to_agents(statements, flagged):
    assert bool(judge(PolicyAgentcorePassrole(), customer(*statements))) is flagged


def test_naming_the_receiver_is_no_limit_on_the_roles():
    finding = judge(PolicyAgentcorePassrole(), customer(allow("iam:PassRole", **TO_AGENTS)))[0]

    assert (finding.severity, finding.evidence["conditions"]) == (Severity.HIGH, "iam:passedtoservice")
