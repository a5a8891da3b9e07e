"""Policies with which any role can be handed to an agent."""

from iam_audit.checks.base import Remedy
from iam_audit.checks.own_policies import OwnPolicy, reach_facts
from iam_audit.checks.policy_checks import EDIT, EDIT_STEPS, PolicyCheck
from iam_audit.model import Finding, Severity, Snapshot
from iam_audit.policy.asked import asked_about
from iam_audit.policy.document import Statement
from iam_audit.policy.questions import administers
from iam_audit.policy.role_questions import PASSING, passes_any_role_to_agentcore


class PolicyAgentcorePassrole(PolicyCheck):
    """Whoever picks the role of an agent, and what the agent does, has every role of the account.

    A policy fails when it allows iam:PassRole on roles it does not name and either names Bedrock AgentCore as the
    receiver, or allows something in AgentCore and names no receiver. Policies that give full control of the
    account are for the checks of administrators.
    """

    id = "policy-agentcore-passrole"
    title = "Policy lets its holder pass any role to Bedrock AgentCore"
    severity = Severity.HIGH
    remedy = Remedy(
        text="Name in {name} the execution roles that agents may get, and keep iam:PassedToService at"
        " bedrock-agentcore.amazonaws.com.",
        console=EDIT_STEPS,
        cli=EDIT,
    )

    @property
    def about(self) -> int:
        """Passing roles."""
        return asked_about((PASSING,)).listed

    def judge(
        self, policy: OwnPolicy, statements: tuple[Statement, ...], snapshot: Snapshot
    ) -> Finding | None:
        """Flag a policy with which any role can be passed to AgentCore."""
        grant = passes_any_role_to_agentcore(statements, snapshot.account)
        if grant is None or administers(statements, snapshot.account):
            return None
        facts = {"conditions": ", ".join(grant.keys) or None, **reach_facts(policy, snapshot)}
        message = f"{policy.words} lets its holder pass any role to Bedrock AgentCore."
        return self.finding(policy, message, facts)
