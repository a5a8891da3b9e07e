"""Member accounts with an Identity Center of their own."""

from collections.abc import Iterator
from datetime import datetime

from iam_audit.checks.base import Check, Population, Remedy
from iam_audit.model import Finding, Remediation, Resource, Section, Severity, Snapshot, SsoInstance


def instances_in_members(snapshot: Snapshot) -> Iterator[SsoInstance]:
    """Yield the instances that a member of an organization sees."""
    organization = snapshot.organization
    if organization and organization.management_account_id != snapshot.account.id:
        yield from snapshot.sso_instances


class SsoAccountInstance(Check):
    """An instance in a member has users whom the organization does not know, and does not remove.

    It cannot give access to accounts, but to applications. The organization's own instance, which members see
    as well, passes.
    """

    id = "sso-account-instance"
    title = "Member account has its own Identity Center"
    severity = Severity.MEDIUM
    needs = (Section.SSO_INSTANCES, Section.ORGANIZATION)
    examines = Population("instances of Identity Center that members see", instances_in_members)
    remedy = Remedy(
        text="Move the applications to the organization's instance and delete {name}.",
        console=("IAM Identity Center > Settings > Management > Delete IAM Identity Center configuration",),
        cli=("aws sso-admin delete-instance --instance-arn {instance}",),
        automated="A service control policy that denies sso:CreateInstance stops new ones.",
    )

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Flag instances that the member owns."""
        for one in instances_in_members(snapshot):
            if one.owner_account_id is None:
                yield self.unknown(
                    one, "AWS did not say which account owns this instance of Identity Center."
                )
            elif one.owner_account_id == snapshot.account.id:
                message = f"Account {snapshot.account.id} is a member and has its own Identity Center."
                yield self.finding(one, message, {"owner": one.owner_account_id, "status": one.status})

    def remediation(self, resource: Resource) -> Remediation:
        """Fill in the ARN of the instance."""
        known = resource.arn if resource.type == "sso-instance" else "INSTANCE_ARN"
        return self.remedy.for_resource(resource, instance=known)
