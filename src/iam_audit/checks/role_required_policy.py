"""Roles without a policy that every role must have."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from iam_audit.checks.base import Check, Facts, Population, Remedy, option
from iam_audit.checks.naming import fits
from iam_audit.checks.populations import own_roles
from iam_audit.model import Finding, Role, Section, Severity, Snapshot


@dataclass(frozen=True)
class RoleRequiredPolicy(Check):
    """A guardrail that is a policy, such as a Deny outside of some Regions, misses the role it is not attached to.

    Give the ARNs of the policies in the option `policies`; without any, nothing is looked at. `roles` narrows
    down which roles must have them. Roles that belong to AWS services or Identity Center are left out.
    """

    id = "role-required-policy"
    title = "Role lacks a required policy"
    severity = Severity.LOW
    needs = (Section.ROLES,)
    examines = Population("roles that must have certain policies", lambda _: ())
    remedy = Remedy(
        text="Attach the policies that the finding names to {name}.",
        console=("IAM > Roles > {name} > Permissions > Add permissions > Attach policies",),
        cli=(
            "aws iam list-attached-role-policies --role-name {name}",
            "aws iam attach-role-policy --role-name {name} --policy-arn POLICY_ARN",
        ),
        automated="The AWS Config rule iam-role-managed-policy-check watches for roles without the policies.",
    )

    policies: tuple[str, ...] = option(
        (), "ARNs of the managed policies that roles must have; none by default."
    )
    roles: tuple[str, ...] = option(
        ("*",), "Names of the roles that must have them; `*` and `?` are wildcards."
    )

    def members(self, snapshot: Snapshot) -> Iterator[Role]:
        """Yield the roles that must have the policies, once any is required."""
        return (role for role in own_roles(snapshot) if self.policies and fits(role.name, self.roles))

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Flag roles to which one of the policies is not attached."""
        for role in self.members(snapshot):
            attached = {policy.arn for policy in role.attached}
            missing = [arn for arn in dict.fromkeys(self.policies) if arn not in attached]
            if missing:
                facts: Facts = {"missing": ", ".join(missing), "attached": len(attached)}
                yield self.finding(role, f"{role.name} lacks {', '.join(missing)}.", facts)
