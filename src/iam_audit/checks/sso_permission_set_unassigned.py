"""Permission sets that nobody has."""

from collections.abc import Iterator
from datetime import datetime

from iam_audit.checks.base import Remedy
from iam_audit.checks.permission_set_checks import PermissionSetCheck
from iam_audit.checks.sso_facts import permission_sets
from iam_audit.model import Finding, Severity, Snapshot


class SsoPermissionSetUnassigned(PermissionSetCheck):
    """A permission set in no account is of no use, until somebody assigns it without reading it."""

    id = "sso-permission-set-unassigned"
    title = "Permission set is in no account"
    severity = Severity.LOW
    remedy = Remedy(
        text="Delete {name}, if nobody is about to use it.",
        console=("IAM Identity Center > Permission sets > {name} > Delete",),
        cli=(
            "aws sso-admin delete-permission-set --instance-arn {instance} --permission-set-arn {permission_set}",
        ),
    )

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Flag sets that are provisioned to no account."""
        for one in permission_sets(snapshot):
            if not one.accounts:
                yield self.finding(one, f"{one.name} is provisioned to no account.", {"accounts": 0})
