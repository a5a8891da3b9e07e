"""Users who are not allowed to do anything."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from iam_audit.checks.base import Check, Remedy
from iam_audit.checks.populations import USERS
from iam_audit.model import Bounds, Finding, Section, Severity, Snapshot, Tier
from iam_audit.policy import has_no_permissions, no_permissions_because, privileges


class UserNoPermissions(Check):
    """A user who may do nothing is left over from something, and one careless policy away from being useful
    again.

    It has to be certain: no policy of the user or of its groups allows anything, or whatever they allow is
    taken away again, and no role of the account trusts the user. An empty group is no permission. Where something may
    be allowed and not all could be read, it is not evaluated.
    """

    id = "user-no-permissions"
    title = "User has no permissions"
    severity = Severity.LOW
    needs = (Section.USERS, Section.PERMISSIONS, Section.GROUPS, Section.POLICIES, Section.ROLES)
    examines = USERS
    remedy = Remedy(
        text="Delete {user}, or put it in the group whose permissions it was meant to have. Roles of other"
        " accounts may trust it, which only those accounts know: deactivate its keys and wait a week before"
        " deleting.",
        console=(
            "IAM > Users > {user}: look at Permissions, Groups and Last activity",
            "Security credentials > Access keys > Actions > Deactivate",
            "After a quiet week, IAM > Users > {user} > Delete",
        ),
        cli=(
            "aws iam list-groups-for-user --user-name {user}",
            "aws iam list-access-keys --user-name {user}",
            "aws iam delete-user --user-name {user}",
        ),
    )

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:
        """Flag users of whom it is certain that they can do nothing."""
        found = privileges(snapshot, now)
        for user in snapshot.users:
            bounds = found[user.arn].contexts.values()
            if any(one.lower is not Tier.NONE for one in bounds):
                continue  # something is certainly allowed, and that is quicker to see
            because = no_permissions_because(user, snapshot)
            if because is not None:
                yield self.finding(
                    user, f"{user.name} can do nothing, because {because}.", {"because": because}
                )
            elif _doubtful(bounds) or has_no_permissions(user, snapshot) is None:
                yield self.unknown(
                    user, f"Whether {user.name} may do anything could not be told from what was read."
                )


def _doubtful(bounds: Iterable[Bounds]) -> bool:
    return any(one.upper is Tier.UNKNOWN for one in bounds)
