"""Policies that let their holder take on roles by the wildcard."""

from iam_audit.checks.base import Facts, Remedy
from iam_audit.checks.own_policies import OwnPolicy, listed, milder, reach_facts
from iam_audit.checks.policy_checks import EDIT, EDIT_STEPS, PolicyCheck
from iam_audit.model import Finding, Severity, Snapshot
from iam_audit.policy.document import Statement
from iam_audit.policy.role_questions import WideRoles, assumes_wide_roles


class PolicyAssumeroleWildcard(PolicyCheck):
    """A wildcard takes in every role that is made tomorrow, and in other accounts every role that trusts this one.

    Any wildcard in the roles fails, and milder where it stands for some of the roles only, as in `role/app-*`,
    or where conditions limit it. A Deny can take the wildcard back.
    """

    id = "policy-assumerole-wildcard"
    title = "Policy lets its holder take on roles by a wildcard"
    severity = Severity.HIGH
    remedy = Remedy(
        text="Name in {name} the ARNs of the roles that its holders take on.", console=EDIT_STEPS, cli=EDIT
    )

    def judge(
        self, policy: OwnPolicy, statements: tuple[Statement, ...], snapshot: Snapshot
    ) -> Finding | None:
        """Flag a policy that allows sts:AssumeRole on a pattern of roles."""
        found = list(assumes_wide_roles(statements, snapshot.account))
        if not found:
            return None
        free = [one for one in found if one.all_roles and one.grant.always]
        patterns = listed(dict.fromkeys(one.pattern for one in found))
        facts: Facts = {
            "roles": patterns,
            "all_roles": any(one.all_roles for one in found),
            "conditions": _conditions(found),
            **reach_facts(policy, snapshot),
        }
        message = f"{policy.words} lets its holder take on the roles {patterns}."
        return self.finding(policy, message, facts, severity=self.severity if free else milder(self.severity))


def _conditions(found: list[WideRoles]) -> str | None:
    keys = {key for one in found for key in one.grant.keys}
    return listed(sorted(keys)) if keys and not any(one.grant.always for one in found) else None
