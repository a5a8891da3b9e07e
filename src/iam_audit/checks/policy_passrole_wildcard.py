"""Policies that let their holder give any role to any service."""

from iam_audit.checks.base import Remedy
from iam_audit.checks.own_policies import OwnPolicy
from iam_audit.checks.policy_checks import EDIT, EDIT_STEPS, PolicyCheck
from iam_audit.model import Finding, Severity, Snapshot
from iam_audit.policy.asked import asked_about
from iam_audit.policy.document import Statement
from iam_audit.policy.role_questions import PASSING, passes_any_role


class PolicyPassroleWildcard(PolicyCheck):
    """Whoever may pass any role can start a function or a machine that runs as an administrator.

    It passes when the roles are named, or when `iam:PassedToService` names the services, also by way of a Deny.
    A condition that lets requests without the key through names nothing.
    """

    id = "policy-passrole-wildcard"
    title = "Policy lets its holder pass any role to any service"
    severity = Severity.HIGH
    remedy = Remedy(
        text="Name in {name} the roles that may be passed, and with the condition key iam:PassedToService the"
        " services that may get them.",
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
        """Flag a policy that allows iam:PassRole on roles it does not name, to services it does not name."""
        grant = passes_any_role(statements, snapshot.account)
        if grant is None:
            return None
        return self.granted(policy, "lets its holder pass any role to any service", grant, snapshot)
