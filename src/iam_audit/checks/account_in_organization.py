"""Accounts outside any organization."""

from collections.abc import Iterator
from datetime import datetime

from iam_audit.checks.base import Check, Remedy
from iam_audit.checks.populations import ACCOUNT
from iam_audit.model import Finding, Section, Severity, Snapshot


class AccountInOrganization(Check):
    """An account on its own has no guardrails above it, and nobody who closes it when its owner leaves."""

    id = "account-in-organization"
    title = "Account is in no organization"
    severity = Severity.HIGH
    needs = (Section.ORGANIZATION,)
    examines = ACCOUNT
    remedy = Remedy(
        text="Invite account {account} into your organization.",
        console=(
            "In the management account: AWS Organizations > Add an AWS account > Invite an existing account",
        ),
        cli=("aws organizations invite-account-to-organization --target Id={account},Type=ACCOUNT",),
    )

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Flag an account that is in none."""
        if snapshot.organization is None:
            message = f"Account {snapshot.account.id} belongs to no AWS Organization."
            yield self.finding(snapshot.account, message, {"organization": None})
