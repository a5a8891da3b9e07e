"""Policies that allow everything but a list."""

from iam_audit.checks.base import Facts, Remedy
from iam_audit.checks.own_policies import OwnPolicy, listed, milder, reach_facts
from iam_audit.checks.policy_checks import EDIT, EDIT_STEPS, PolicyCheck
from iam_audit.model import Finding, Severity, Snapshot
from iam_audit.policy.document import Statement
from iam_audit.policy.wildcards import AllBut, allows_all_but


class PolicyNotactionAllow(PolicyCheck):
    """Allow with NotAction gives all that AWS has and will have, less what somebody remembered to leave out.

    Customer managed and inline policies count. Milder where a list of resources limits it, or a condition.
    A NotAction of everything allows nothing and passes.
    """

    id = "policy-notaction-allow"
    title = "Policy allows everything but a list of actions"
    severity = Severity.HIGH
    remedy = Remedy(
        text="Turn {name} round: list in Action what is to be allowed, or keep the broad Allow and deny the list"
        " in a statement of its own, which no other policy can undo.",
        console=EDIT_STEPS,
        cli=EDIT,
    )

    def judge(
        self, policy: OwnPolicy, statements: tuple[Statement, ...], snapshot: Snapshot
    ) -> Finding | None:
        """Flag a policy with an Allow that has a NotAction."""
        found = allows_all_but(statements, snapshot.account)
        if not found:
            return None
        free = [one for one in found if not one.limited and not one.conditional]
        worst = (free or list(found))[0]
        facts: Facts = {
            "not_action": listed(worst.left_out),
            "limited_to_resources": worst.limited,
            "conditional": worst.conditional,
            **reach_facts(policy, snapshot),
        }
        severity = self.severity if free else milder(self.severity)
        return self.finding(policy, f"{policy.words} {_says(worst)}.", facts, severity=severity)


def _says(found: AllBut) -> str:
    where = " on some resources" if found.limited else ""
    only = ", under conditions only" if found.conditional else ""
    return f"allows every action but {listed(found.left_out) or 'none'}{where}{only}"
