"""Users that are in no group at all."""

from collections.abc import Iterator
from datetime import datetime

from iam_audit.checks.base import Check, Remedy
from iam_audit.checks.populations import USERS
from iam_audit.model import Finding, Section, Severity, Snapshot


class UserNotInGroup(Check):
    """A user outside every group gets its permissions one by one, or has none: both are easily forgotten.

    Any group counts. Which groups are the right ones, `user-required-group` asks.
    """

    id = "user-not-in-group"
    title = "User is in no group"
    severity = Severity.LOW
    needs = (Section.USERS, Section.PERMISSIONS)
    examines = USERS
    remedy = Remedy(
        text="Put {user} in the group of those who do the same work, and take away its own policies; delete"
        " {user} when nobody knows what it is for.",
        console=(
            "IAM > Users > {user} > Groups > Add user to groups",
            "Permissions: remove what the group now gives",
        ),
        cli=(
            "aws iam list-groups",
            "aws iam add-user-to-group --user-name {user} --group-name GROUP",
        ),
    )

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Flag users without a group."""
        for user in snapshot.users:
            if user.permissions is None:
                yield self.unknown(user, f"The groups of {user.name} could not be read.")
            elif not user.permissions.groups:
                own = len(user.permissions.inline) + len(user.permissions.attached)
                yield self.finding(user, f"{user.name} is in no group.", {"groups": 0, "own_policies": own})
