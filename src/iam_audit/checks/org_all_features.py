"""Organizations that only share a bill."""

from collections.abc import Iterator
from datetime import datetime

from iam_audit.checks.base import Check, Remedy
from iam_audit.checks.organization_checks import ORGANIZATIONS, managed_organization
from iam_audit.model import Finding, Section, Severity, Snapshot

ALL = "ALL"


class OrgAllFeatures(Check):
    """Without all features an organization has no service control policies and no central services."""

    id = "org-all-features"
    title = "Organization has not enabled all features"
    severity = Severity.MEDIUM
    needs = (Section.ORGANIZATION,)
    examines = ORGANIZATIONS
    remedy = Remedy(
        text="Enable all features; every member that was invited has to agree.",
        console=("In the management account: AWS Organizations > Settings > Enable all features",),
        cli=("aws organizations enable-all-features",),
    )

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Flag an organization for consolidated billing only."""
        for one in managed_organization(snapshot):
            if one.feature_set is None:
                yield self.unknown(one, f"AWS did not say which features organization {one.id} has.")
            elif one.feature_set != ALL:
                message = f"Organization {one.id} has not enabled all features."
                yield self.finding(one, message, {"feature_set": one.feature_set})
