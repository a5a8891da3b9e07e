"""Customer managed policies that nothing uses."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from iam_audit.checks.base import Check, Facts, Population, Remedy, option
from iam_audit.checks.own_policies import MANAGED, OwnPolicy, all_customer_policies, listed, members_of
from iam_audit.model import Finding, Gap, Group, Section, Severity, Snapshot

MEMBERSHIP = (Section.USERS, Section.PERMISSIONS, Section.GROUPS, Section.ROLES)


@dataclass(frozen=True)
class PolicyUnattached(Check):
    """A policy that nothing uses is only ever attached again by somebody who does not know why it was there.

    Use as a permissions boundary is use. With `empty_groups`, a policy that is attached to nothing but groups
    without members counts as unused too.
    """

    id = "policy-unattached"
    title = "Customer managed policy is attached to nothing"
    severity = Severity.LOW
    needs = MANAGED
    examines = Population("customer managed policies", all_customer_policies)
    remedy = Remedy(
        text="Delete {name}, after its older versions. Its document is in the last audit, should anybody ask.",
        console=("IAM > Policies > Filter: not attached > {name} > Actions > Delete",),
        cli=(
            "aws iam list-policy-versions --policy-arn {arn}",
            "aws iam delete-policy-version --policy-arn {arn} --version-id VERSION_ID",
            "aws iam delete-policy --policy-arn {arn}",
        ),
    )

    empty_groups: bool = option(
        False, "Whether a policy counts as unused that only groups without members have."
    )

    def blocked_by(self, snapshot: Snapshot) -> tuple[Gap, ...]:
        """Return the gaps for which the check cannot be evaluated: who is in a group matters by option only."""
        return (
            snapshot.missing((*MANAGED, *MEMBERSHIP)) if self.empty_groups else super().blocked_by(snapshot)
        )

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Flag customer managed policies without any use."""
        for policy in all_customer_policies(snapshot):
            if policy.boundary_only or (verdict := self._judge(policy, snapshot)) is None:
                continue
            yield verdict

    def _judge(self, policy: OwnPolicy, snapshot: Snapshot) -> Finding | None:
        if not policy.attached:
            facts: Facts = {"attachments": 0, "boundary_uses": 0}
            return self.finding(policy, f"{policy.words} is attached to nothing.", facts)
        groups = [holder for holder in policy.holders if isinstance(holder, Group)]
        if not self.empty_groups or policy.as_boundary or len(groups) < max(len(policy.holders), 1):
            return None
        if any(members_of(group, snapshot) for group in groups):
            return None
        names = listed(group.name for group in groups)
        if any(user.permissions is None for user in snapshot.users):
            return self.unknown(policy, f"Whether anybody is in {names} could not be read.")
        message = f"{policy.words} is only attached to groups without members: {names}."
        return self.finding(policy, message, {"attachments": len(groups), "empty_groups": names})
