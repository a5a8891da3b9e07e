"""Users without the permissions boundary they must have."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from iam_audit.checks.base import Population, Remedy, option
from iam_audit.checks.boundary_checks import BoundaryCheck
from iam_audit.model import Finding, Section, Severity, Snapshot, User


@dataclass(frozen=True)
class UserPermissionsBoundary(BoundaryCheck):
    """A permissions boundary caps a user, whatever policies are added later by whoever may add them.

    Give the ARN of the boundary in the option `boundary`, `*` for any; without it, nobody is looked at.
    """

    id = "user-permissions-boundary"
    title = "User lacks the permissions boundary"
    severity = Severity.LOW
    needs = (Section.USERS, Section.PERMISSIONS)
    examines = Population("users, where a boundary is required", lambda _: ())
    remedy = Remedy(
        text="Set the boundary on {user}. It takes permissions away at once: compare it with what {user} uses"
        " first.",
        console=("IAM > Users > {user} > Permissions > Permissions boundary > Set permissions boundary",),
        cli=("aws iam put-user-permissions-boundary --user-name {user} --permissions-boundary POLICY_ARN",),
    )

    boundary: str = option(
        "", "ARN that the boundary must have; `*` and `?` are wildcards. Empty: none required."
    )

    def members(self, snapshot: Snapshot) -> Iterator[User]:
        """Yield all users once a boundary is required."""
        return (user for user in snapshot.users if self.boundary)

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Flag users without the boundary."""
        for user in self.members(snapshot):
            if user.permissions is None:
                yield self.unknown(user, f"The permissions boundary of {user.name} could not be read.")
            else:
                yield from self.judge(user, user.permissions.boundary, self.boundary)
