"""Roles whose sessions last long."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from iam_audit.checks.base import Check, Remedy, option
from iam_audit.checks.populations import OWN_ROLES, own_roles
from iam_audit.model import Finding, Section, Severity, Snapshot


@dataclass(frozen=True)
class RoleMaxSessionDuration(Check):
    """A stolen session works until it ends; AWS's own limit is an hour unless somebody raised it.

    Roles that AWS made, for its services or for Identity Center, are not looked at.
    """

    id = "role-max-session-duration"
    title = "Sessions of the role may last too long"
    severity = Severity.LOW
    needs = (Section.ROLES, Section.ROLE_SESSIONS)
    examines = OWN_ROLES
    remedy = Remedy(
        text="Lower the maximum session duration of {name}; programs can renew their sessions.",
        console=("IAM > Roles > {name} > Edit > Maximum session duration",),
        cli=("aws iam update-role --role-name {name} --max-session-duration 3600",),
    )

    max_seconds: int = option(3600, "Seconds that a session may last; AWS allows 3600 to 43200.")

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Flag roles past the limit."""
        for role in own_roles(snapshot):
            seconds = role.max_session_seconds
            if seconds is None:
                yield self.unknown(role, f"AWS did not say how long a session of {role.name} may last.")
            elif seconds > self.max_seconds:
                message = (
                    f"A session of {role.name} may last {seconds} seconds; the limit is {self.max_seconds}."
                )
                yield self.finding(role, message, {"seconds": seconds, "max_seconds": self.max_seconds})
