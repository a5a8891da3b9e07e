"""Permission sets that lead into the management account."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from iam_audit.checks.base import Remedy, option
from iam_audit.checks.naming import fits
from iam_audit.checks.permission_set_checks import PermissionSetCheck
from iam_audit.checks.sso_facts import permission_sets
from iam_audit.model import Finding, Section, Severity, Snapshot


@dataclass(frozen=True)
class SsoManagementAccountAssignment(PermissionSetCheck):
    """No service control policy holds in the management account, so few should be able to enter it.

    Name the permission sets that may lead there in the option.
    """

    id = "sso-management-account-assignment"
    title = "Permission set leads into the management account"
    severity = Severity.MEDIUM
    needs = (Section.IDENTITY_CENTER, Section.ORGANIZATION)
    remedy = Remedy(
        text="Remove the assignments of {name} in the management account, or put the set on the list.",
        console=("IAM Identity Center > AWS accounts > the management account > Users and groups",),
        cli=(
            (
                "aws sso-admin list-account-assignments --instance-arn {instance}"
                " --permission-set-arn {permission_set} --account-id ACCOUNT_ID"
            ),
        ),
    )

    allowed: tuple[str, ...] = option(
        (), "Names of permission sets that may lead there, with * and ?; none by default."
    )

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Flag sets that somebody has in the management account."""
        manager = (
            snapshot.organization.management_account_id if snapshot.organization else snapshot.account.id
        )
        for one in permission_sets(snapshot):
            there = [each for each in one.assignments if each.account_id == manager]
            if there and not fits(one.name, self.allowed):
                message = f"{one.name} is assigned in the management account {manager}, {len(there)} times."
                yield self.finding(one, message, {"assignments": len(there), "account": manager})
