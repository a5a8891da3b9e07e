import pytest
from policies import all_but, allow, customer, judge

from iam_audit.checks.policy_agentcore_token_wildcard import PolicyAgentcoreTokenWildcard

DIRECTORY = "arn:aws:bedrock-agentcore:*:123456789012:workload-identity-directory"


@pytest.mark.parametrize(
    ("statement", "flagged"),
    [
        (allow("bedrock-agentcore:GetWorkloadAccessToken"), True),
        (
            allow(
                "bedrock-agentcore:GetWorkloadAccessTokenForJWT", f"{DIRECTORY}/default/workload-identity/*"
            ),
            True,
        ),
        (allow("bedrock-agentcore:GetWorkload*", f"{DIRECTORY}/*"), True),
        (all_but("iam:*"), True),
        (
            allow(
                "bedrock-agentcore:*", [f"{DIRECTORY}/default", f"{DIRECTORY}/default/workload-identity/mine"]
            ),
            False,
        ),
        (allow("bedrock-agentcore:ListWorkloadIdentities"), False),
    ],
)
def test_flags_tokens_of_any_workload(statement, flagged):
    assert bool(judge(PolicyAgentcoreTokenWildcard(), customer(statement))) is flagged
