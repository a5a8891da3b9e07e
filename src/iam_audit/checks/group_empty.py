"""Groups that nobody is in."""

from collections.abc import Iterator
from datetime import datetime

from iam_audit.checks.base import Check, Facts, Remedy
from iam_audit.checks.populations import GROUPS
from iam_audit.model import Finding, Section, Severity, Snapshot


class GroupEmpty(Check):
    """An empty group keeps permissions ready for whoever is put in it next, without anybody looking at them."""

    id = "group-empty"
    title = "Group has no members"
    severity = Severity.LOW
    needs = (Section.GROUPS, Section.USERS, Section.PERMISSIONS)
    examines = GROUPS
    remedy = Remedy(
        text="Delete the group {name}, unless it waits for somebody. Its policies have to go first.",
        console=("IAM > User groups > {name} > Delete",),
        cli=(
            "aws iam list-attached-group-policies --group-name {name}",
            "aws iam list-group-policies --group-name {name}",
            "aws iam delete-group --group-name {name}",
        ),
    )

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Flag groups that no user names; with a user whose groups are unknown, that is not certain."""
        held = [user.permissions for user in snapshot.users]
        named = {name for permissions in held if permissions for name in permissions.groups}
        for group in snapshot.groups:
            if group.name in named:
                continue
            if None in held:
                yield self.unknown(group, f"Whether anybody is in {group.name} is not known.")
                continue
            facts: Facts = {"members": 0, "policies": len(group.inline) + len(group.attached)}
            yield self.finding(group, f"Nobody is in the group {group.name}.", facts)
