"""Groups of Identity Center with access and without members."""

from collections.abc import Iterator
from datetime import datetime

from iam_audit.checks.base import Check, Remedy
from iam_audit.checks.sso_facts import GROUPS_WITH_ACCESS, groups_with_access
from iam_audit.model import Finding, Section, Severity, Snapshot


class SsoGroupEmpty(Check):
    """A group that nobody is in keeps access ready for whoever is put into it by mistake."""

    id = "sso-group-empty"
    title = "Group with access has no members"
    severity = Severity.LOW
    needs = (Section.IDENTITY_CENTER,)
    examines = GROUPS_WITH_ACCESS
    remedy = Remedy(
        text="Remove the assignments of the group {name}, then the group.",
        console=("IAM Identity Center > Groups > {name} > AWS accounts",),
        cli=(
            "aws identitystore list-group-memberships --identity-store-id IDENTITY_STORE_ID --group-id GROUP_ID",
        ),
    )

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Flag groups that have a permission set and nobody in them."""
        for group in groups_with_access(snapshot):
            if group.members is None:
                yield self.unknown(group, f"The members of the group {group.name} were not read.")
            elif not group.members:
                yield self.finding(
                    group, f"The group {group.name} has access and no members.", {"members": 0}
                )
