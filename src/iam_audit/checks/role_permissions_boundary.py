"""Roles without the permissions boundary they must have."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from iam_audit.checks.base import Population, Remedy, option
from iam_audit.checks.boundary_checks import BoundaryCheck
from iam_audit.checks.naming import fits
from iam_audit.checks.populations import own_roles
from iam_audit.model import Finding, Role, Section, Severity, Snapshot


@dataclass(frozen=True)
class RolePermissionsBoundary(BoundaryCheck):
    """Where teams make their own roles, a permissions boundary keeps those from doing more than the team may.

    Name the roles in the option `roles`, `*` for all; without any, nothing is looked at. Roles that belong to
    AWS services or Identity Center are left out.
    """

    id = "role-permissions-boundary"
    title = "Role lacks the permissions boundary"
    severity = Severity.LOW
    needs = (Section.ROLES,)
    examines = Population("roles that must have a boundary", lambda _: ())
    remedy = Remedy(
        text="Set the boundary on {name}. It takes permissions away at once: compare it with what {name} uses"
        " first.",
        console=("IAM > Roles > {name} > Permissions > Permissions boundary > Set permissions boundary",),
        cli=("aws iam put-role-permissions-boundary --role-name {name} --permissions-boundary POLICY_ARN",),
    )

    roles: tuple[str, ...] = option((), "Names of the roles that must have one; `*` and `?` are wildcards.")
    boundary: str = option("*", "ARN that the boundary must have; `*` and `?` are wildcards.")

    def members(self, snapshot: Snapshot) -> Iterator[Role]:
        """Yield the named roles."""
        return (role for role in own_roles(snapshot) if fits(role.name, self.roles))

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Flag named roles without the boundary."""
        for role in self.members(snapshot):
            yield from self.judge(role, role.boundary, self.boundary)
