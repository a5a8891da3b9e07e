"""Policies with which an agent can take on any workload identity."""

from iam_audit.checks.base import Remedy
from iam_audit.checks.policy_checks import EDIT, EDIT_STEPS, GrantCheck
from iam_audit.model import Severity


class PolicyAgentcoreTokenWildcard(GrantCheck):
    """With the token of another workload an agent gets whatever that workload was trusted with.

    Asked about are the actions of Bedrock AgentCore that hand out workload access tokens, for any identity in the
    account's directory. NotAction is read like everything else. Under conditions the finding is milder.
    """

    id = "policy-agentcore-token-wildcard"
    title = "Policy allows access tokens of every AgentCore workload"
    severity = Severity.HIGH
    on_what = "for every workload identity"
    remedy = Remedy(
        text="Name in {name} the workload identity of the agent, next to the directory it is in.",
        console=EDIT_STEPS,
        cli=EDIT,
    )

    def asked(self) -> tuple[str, ...]:
        """Return the actions that hand out workload access tokens."""
        start = "bedrock-agentcore:GetWorkloadAccessToken"
        return (start, f"{start}ForJWT", f"{start}ForUserId")
