"""Organizations in which every member keeps its own root credentials."""

from collections.abc import Iterator
from datetime import datetime

from iam_audit.checks.base import Check, Remedy
from iam_audit.checks.organization_checks import ORGANIZATIONS, managed_organization
from iam_audit.model import Finding, Section, Severity, Snapshot

FEATURE = "RootCredentialsManagement"


class RootCentralizedManagement(Check):
    """With centralized root access members need no root password, key or MFA, so none of them can leak.

    The feature is switched on in the management account, which is where this check looks.
    """

    id = "root-centralized-management"
    title = "Root credentials of members are not managed centrally"
    severity = Severity.HIGH
    needs = (Section.ORGANIZATION, Section.ORGANIZATIONS_FEATURES)
    examines = ORGANIZATIONS
    remedy = Remedy(
        text="Enable centralized root access, then delete the root credentials of the member accounts.",
        console=(
            "IAM > Root access management > Enable > Root credentials management",
            "Then choose each member account > Take privileged action > Delete root user credentials",
        ),
        cli=(
            "aws organizations enable-aws-service-access --service-principal iam.amazonaws.com",
            "aws iam enable-organizations-root-credentials-management",
        ),
    )

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Flag an organization that has not switched the feature on."""
        for organization in managed_organization(snapshot):
            if FEATURE not in snapshot.organizations_features:
                on = ", ".join(snapshot.organizations_features) or "none"
                message = (
                    f"Organization {organization.id} does not manage the root credentials of its members."
                )
                yield self.finding(organization, message, {"enabled_features": on})
