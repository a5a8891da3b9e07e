"""Accounts in which nobody may talk to AWS Support."""

from collections.abc import Iterator
from datetime import datetime

from iam_audit.checks.base import Check, Remedy
from iam_audit.checks.holders_of import roles_with, users_with
from iam_audit.checks.populations import ACCOUNT
from iam_audit.model import Finding, Section, Severity, Snapshot

POLICY = "AWSSupportAccess"


class SupportRolePresent(Check):
    """In an incident somebody has to open a case with AWS, and should not need to be an administrator for it.

    A role with AWSSupportAccess passes, and so does a user who has it, also through a group. A group without
    members helps nobody.
    """

    id = "support-role-present"
    title = "Nobody has been given access to AWS Support"
    severity = Severity.LOW
    needs = (Section.ROLES, Section.USERS, Section.GROUPS, Section.PERMISSIONS)
    examines = ACCOUNT
    remedy = Remedy(
        text="Attach AWSSupportAccess to the role of those who handle incidents in account {account}.",
        console=("IAM > Roles > the role > Add permissions > Attach policies > AWSSupportAccess",),
        cli=(
            "aws iam attach-role-policy --role-name ROLE --policy-arn arn:aws:iam::aws:policy/AWSSupportAccess",
        ),
    )

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Flag an account in which no principal has the policy."""
        if not any((*roles_with(POLICY, snapshot), *users_with(POLICY, snapshot))):
            message = f"No role or user of account {snapshot.account.id} has {POLICY}."
            yield self.finding(snapshot.account, message, {"policy": POLICY})
