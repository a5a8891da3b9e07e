"""Users in the management account."""

from collections.abc import Iterator
from datetime import datetime

from iam_audit.checks.base import Check, Population, Remedy
from iam_audit.checks.organization_checks import managed_organization
from iam_audit.model import Account, Finding, Section, Severity, Snapshot


def management_account(snapshot: Snapshot) -> Iterator[Account]:
    """Yield the account where it manages its organization."""
    return (snapshot.account for _ in managed_organization(snapshot))


class OrgManagementAccountClean(Check):
    """No service control policy limits the management account, so a key that leaks there opens everything.

    It should hold no users and no keys. People enter it through Identity Center, with a role.
    """

    id = "org-management-account-clean"
    title = "Management account has IAM users"
    severity = Severity.MEDIUM
    needs = (Section.ORGANIZATION, Section.USERS, Section.ACCESS_KEYS)
    examines = Population("management accounts", management_account)
    remedy = Remedy(
        text="Move what runs as these users to a member account, and people to Identity Center; then delete the users.",
        console=("In the management account: IAM > Users",),
        cli=("aws iam list-users",),
    )

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Flag a management account with users."""
        for account in management_account(snapshot):
            if snapshot.users:
                users, keys = len(snapshot.users), len(snapshot.access_keys)
                message = (
                    f"The management account {account.id} has {users} IAM users with {keys} access keys."
                )
                yield self.finding(account, message, {"users": users, "access_keys": keys})
