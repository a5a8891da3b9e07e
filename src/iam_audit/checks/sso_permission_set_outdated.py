"""Permission sets that were changed and not rolled out."""

from collections.abc import Iterator
from datetime import datetime

from iam_audit.checks.base import Remedy
from iam_audit.checks.permission_set_checks import PermissionSetCheck
from iam_audit.checks.sso_facts import permission_sets
from iam_audit.model import Finding, Severity, Snapshot


class SsoPermissionSetOutdated(PermissionSetCheck):
    """What was taken out of a permission set still works in each account that has the earlier version."""

    id = "sso-permission-set-outdated"
    title = "Permission set has changed and not been provisioned"
    severity = Severity.MEDIUM
    remedy = Remedy(
        text="Provision {name} to the accounts that have an earlier version.",
        console=("IAM Identity Center > Permission sets > {name} > AWS accounts > Update",),
        cli=(
            (
                "aws sso-admin provision-permission-set --instance-arn {instance}"
                " --permission-set-arn {permission_set} --target-type ALL_PROVISIONED_ACCOUNTS"
            ),
        ),
    )

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Flag sets of which some account has an earlier version."""
        for one in permission_sets(snapshot):
            if one.outdated_accounts:
                named = ", ".join(one.outdated_accounts)
                message = f"{one.name} has changed, and these accounts have an earlier version: {named}."
                yield self.finding(one, message, {"accounts": named})
