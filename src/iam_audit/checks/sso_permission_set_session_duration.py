"""Permission sets whose sessions last long."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from iam_audit.checks.base import Remedy, option
from iam_audit.checks.permission_set_checks import PermissionSetCheck
from iam_audit.checks.sso_facts import hours, permission_sets
from iam_audit.model import Finding, PermissionSet, Severity, Snapshot

ADMINISTRATOR = ":policy/AdministratorAccess"


@dataclass(frozen=True)
class SsoPermissionSetSessionDuration(PermissionSetCheck):
    """A session of Identity Center goes on after the access was taken away, until it ends.

    Sets with AWS's policy AdministratorAccess have a lower limit.
    """

    id = "sso-permission-set-session-duration"
    title = "Sessions of the permission set last too long"
    severity = Severity.MEDIUM
    remedy = Remedy(
        text="Shorten the sessions of {name}.",
        console=(
            "IAM Identity Center > Permission sets > {name} > General settings > Edit > Session duration",
        ),
        cli=(
            (
                "aws sso-admin update-permission-set --instance-arn {instance} --permission-set-arn {permission_set}"
                " --session-duration PT1H"
            ),
            (
                "aws sso-admin provision-permission-set --instance-arn {instance}"
                " --permission-set-arn {permission_set} --target-type ALL_PROVISIONED_ACCOUNTS"
            ),
        ),
    )

    max_hours: int = option(8, "Hours that a session may last.")
    admin_max_hours: int = option(1, "Hours that a session of an administrator may last.")

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Flag sets past their limit."""
        for one in permission_sets(snapshot):
            length = hours(one.session_duration) if one.session_duration else None
            if length is None:
                yield self.unknown(one, f"AWS did not say how long a session of {one.name} lasts.")
            elif length > (limit := self._limit(one)):
                message = f"A session of {one.name} lasts {length:g} hours; the limit is {limit}."
                facts = {"session_duration": one.session_duration, "max_hours": limit}
                yield self.finding(one, message, facts)

    def _limit(self, one: PermissionSet) -> int:
        is_admin = any(arn.endswith(ADMINISTRATOR) for arn in one.managed_policies)
        return min(self.max_hours, self.admin_max_hours) if is_admin else self.max_hours
