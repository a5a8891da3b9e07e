"""Policies of groups that allow more than to take on roles."""

from collections.abc import Iterator
from dataclasses import dataclass

from iam_audit.checks.base import Population, Remedy, option
from iam_audit.checks.naming import absent, fits
from iam_audit.checks.own_policies import OwnPolicy, inline_policies, managed_policies, reach_facts
from iam_audit.checks.policy_checks import EDIT, EDIT_STEPS, PolicyCheck
from iam_audit.checks.populations import Thing
from iam_audit.model import Finding, Group, Resource, Severity, Snapshot
from iam_audit.policy.document import Statement
from iam_audit.policy.wildcards import allows_other_than

UNSET = Population("policies of groups that only take on roles", lambda _: ())
"""Which groups are meant is for the option to say, so `members` is what counts."""


@dataclass(frozen=True)
class PolicyNonStsAction(PolicyCheck):
    """Where people work through roles, a permission of their own is one that no role, and no MFA on it, controls.

    Name the groups in the option `groups`, `*` for all; without any, nothing is looked at. Their policies,
    inline and attached, may then allow nothing but the actions in `allowed`.
    """

    id = "policy-non-sts-action"
    title = "Group may do more than take on roles"
    severity = Severity.LOW
    examines = UNSET
    remedy = Remedy(
        text="Give what {name} allows to a role, and let the group take that role on.",
        console=EDIT_STEPS,
        cli=EDIT,
    )

    groups: tuple[str, ...] = option(
        (), "Groups that only take on roles, with * and ? as wildcards; none by default."
    )
    allowed: tuple[str, ...] = option(("sts:*",), "Actions that their policies may allow, with wildcards.")

    def members(self, snapshot: Snapshot) -> Iterator[OwnPolicy]:
        """Yield the policies of the named groups."""
        for policy in (*managed_policies(snapshot), *inline_policies(snapshot)):
            if any(isinstance(one, Group) and fits(one.name, self.groups) for one in policy.holders):
                yield policy

    def run_before(self, snapshot: Snapshot) -> Iterator[Finding]:
        """Name the groups in the option that do not exist; a pattern may fit none."""
        plain = [name for name in self.groups if "*" not in name and "?" not in name]
        for name in absent(plain, snapshot.groups_by_name):
            group = Thing(Resource(type="group", id=name, name=name, account_id=snapshot.account.id))
            yield self.unknown(group, f"No group of this account is called {name}: see the option groups.")

    def judge(
        self, policy: OwnPolicy, statements: tuple[Statement, ...], snapshot: Snapshot
    ) -> Finding | None:
        """Flag a policy that allows something outside `allowed`."""
        if not allows_other_than(statements, self.allowed):
            return None
        message = f"{policy.words} allows more than {', '.join(self.allowed)}."
        return self.finding(
            policy, message, {"allowed": ", ".join(self.allowed), **reach_facts(policy, snapshot)}
        )
