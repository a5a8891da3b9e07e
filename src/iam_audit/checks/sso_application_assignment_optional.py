"""Applications that everybody may use."""

from collections.abc import Iterator
from datetime import datetime

from iam_audit.checks.base import Check, Population, Remedy
from iam_audit.model import Finding, Remediation, Resource, Section, Severity, Snapshot, SsoApplication


def applications(snapshot: Snapshot) -> Iterator[SsoApplication]:
    """Yield the applications of all instances."""
    return (one for center in snapshot.identity_center for one in center.applications)


class SsoApplicationAssignmentOptional(Check):
    """Without required assignments, everybody whom Identity Center knows may sign in to the application."""

    id = "sso-application-assignment-optional"
    title = "Application is open to every user"
    severity = Severity.LOW
    needs = (Section.IDENTITY_CENTER,)
    examines = Population("applications of Identity Center", applications)
    remedy = Remedy(
        text="Require assignments for {name}, then assign the groups that need it.",
        console=("IAM Identity Center > Applications > {name} > Actions > Require assignments",),
        cli=(
            (
                "aws sso-admin put-application-assignment-configuration --application-arn {application}"
                " --assignment-required"
            ),
        ),
    )

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Flag applications that need no assignment."""
        for one in applications(snapshot):
            if one.assignment_required is None:
                yield self.unknown(one, f"It was not read whether {one.name} requires assignments.")
            elif not one.assignment_required:
                message = f"Every user of Identity Center may use {one.name}."
                yield self.finding(one, message, {"assignment_required": False})

    def remediation(self, resource: Resource) -> Remediation:
        """Fill in the ARN of the application."""
        known = resource.arn if resource.type == "sso-application" else "APPLICATION_ARN"
        return self.remedy.for_resource(resource, application=known)
