"""Permission sets that people have directly."""

from collections.abc import Iterator
from datetime import datetime

from iam_audit.checks.base import Remedy
from iam_audit.checks.permission_set_checks import PermissionSetCheck
from iam_audit.checks.sso_facts import sso_users
from iam_audit.model import Finding, IdentityCenter, PermissionSet, Severity, Snapshot

USER = "USER"


class SsoUserDirectAssignment(PermissionSetCheck):
    """Access through groups goes away with the membership; what a person has directly is forgotten."""

    id = "sso-user-direct-assignment"
    title = "Permission set is assigned to users directly"
    severity = Severity.LOW
    remedy = Remedy(
        text="Assign {name} to a group, put the people into it, then remove their own assignments.",
        console=("IAM Identity Center > AWS accounts > the account > Users and groups",),
        cli=(
            (
                "aws sso-admin delete-account-assignment --instance-arn {instance}"
                " --permission-set-arn {permission_set} --principal-type USER --principal-id USER_ID"
                " --target-type AWS_ACCOUNT --target-id ACCOUNT_ID"
            ),
        ),
    )

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Flag sets that some user has without a group."""
        for center in snapshot.identity_center:
            for one in center.permission_sets:
                if people := _people(one, center):
                    message = f"{one.name} is assigned to users directly: {', '.join(people)}."
                    yield self.finding(one, message, {"users": ", ".join(people)})


def _people(one: PermissionSet, center: IdentityCenter) -> list[str]:
    known = sso_users(center)
    ids = dict.fromkeys(each.principal_id for each in one.assignments if each.principal_kind == USER)
    return [known[each].name if each in known else each for each in ids]
