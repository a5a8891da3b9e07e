"""Organizations that run Identity Center from the management account."""

from collections.abc import Iterator
from datetime import datetime

from iam_audit.checks.base import Check, Population, Remedy
from iam_audit.checks.organization_checks import managed_organization
from iam_audit.checks.sso_facts import in_use
from iam_audit.model import Finding, Organization, Section, Severity, Snapshot

SERVICE = "sso.amazonaws.com"


def organizations_with_sso(snapshot: Snapshot) -> Iterator[Organization]:
    """Yield the organization that the account manages, where Identity Center is used."""
    return (one for one in managed_organization(snapshot) if in_use(snapshot))


class SsoDelegatedAdmin(Check):
    """Without a delegated administrator, everyday work on access is done in the management account.

    There no service control policy holds, so the fewer people enter it the better.
    """

    id = "sso-delegated-admin"
    title = "Identity Center has no delegated administrator"
    severity = Severity.LOW
    needs = (Section.ORGANIZATION, Section.DELEGATED_ADMINISTRATORS, Section.SSO_INSTANCES)
    examines = Population("organizations with Identity Center", organizations_with_sso)
    remedy = Remedy(
        text="Make a member account the delegated administrator of IAM Identity Center.",
        console=(
            "In the management account: IAM Identity Center > Settings > Management > Register account",
        ),
        cli=(
            (
                "aws organizations register-delegated-administrator --account-id ACCOUNT_ID"
                " --service-principal sso.amazonaws.com"
            ),
        ),
    )

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Flag an organization without one."""
        services = [one.services for one in snapshot.delegated_administrators]
        for organization in organizations_with_sso(snapshot):
            if any(SERVICE in (each or ()) for each in services):
                continue
            if None in services:
                why = "It could not be read which services the delegated administrators manage."
                yield self.unknown(organization, why)
                continue
            message = f"In organization {organization.id} nobody but the management account manages Identity Center."
            yield self.finding(organization, message, {"delegated_administrators": len(services)})
