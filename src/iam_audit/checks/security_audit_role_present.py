"""Accounts that no auditor can look into."""

from collections.abc import Iterator
from datetime import datetime

from iam_audit.checks.base import Check, Remedy
from iam_audit.checks.holders_of import roles_with
from iam_audit.checks.populations import ACCOUNT
from iam_audit.model import Finding, Section, Severity, Snapshot

POLICY = "SecurityAudit"


class SecurityAuditRolePresent(Check):
    """Whoever audits an account needs a role that reads its settings, prepared before it is needed.

    A role with AWS's policy SecurityAudit passes. The role of this tool needs less, and does not count.
    """

    id = "security-audit-role-present"
    title = "No role has the policy SecurityAudit"
    severity = Severity.LOW
    needs = (Section.ROLES,)
    examines = ACCOUNT
    remedy = Remedy(
        text="Make a role for auditors in account {account} and attach SecurityAudit to it.",
        console=("IAM > Roles > the role > Add permissions > Attach policies > SecurityAudit",),
        cli=(
            "aws iam attach-role-policy --role-name ROLE --policy-arn arn:aws:iam::aws:policy/SecurityAudit",
        ),
    )

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Flag an account in which no role has the policy."""
        if not any(roles_with(POLICY, snapshot)):
            message = f"No role of account {snapshot.account.id} has {POLICY}."
            yield self.finding(snapshot.account, message, {"policy": POLICY})
