"""Attached policies of AWS that make administrators: AdministratorAccess and the like."""

from collections.abc import Iterator

from iam_audit.checks.administration import GIVES_ALL, AdminCheck
from iam_audit.checks.base import Population, Remedy
from iam_audit.checks.own_policies import MANAGED, SERVICE_LINKED, OwnPolicy, managed_policies
from iam_audit.model import Remediation, Resource, Role, Section, Severity, Snapshot


def attached_policies_of_aws(snapshot: Snapshot) -> Iterator[OwnPolicy]:
    """Yield the policies of AWS that are attached to something, other than only to roles of AWS services."""
    for policy in managed_policies(snapshot):
        if policy.of_aws and policy.attached and not _is_for_services(policy):
            yield policy


def _is_for_services(policy: OwnPolicy) -> bool:
    return bool(policy.holders) and all(
        isinstance(holder, Role) and holder.path.startswith(SERVICE_LINKED) for holder in policy.holders
    )


class PolicyAdminAwsAttached(AdminCheck):
    """AdministratorAccess is one click away, so it ends up where a few permissions would have done.

    The document counts and not the name, in every partition. Roles that AWS services have made for themselves
    are left out; those of IAM Identity Center are not, since people take them on.
    """

    id = "policy-admin-aws-attached"
    title = "AWS managed policy with full control of the account is attached"
    severity = Severity.HIGH
    needs = (*MANAGED, Section.ROLES)
    examines = Population("attached AWS managed policies", attached_policies_of_aws)
    remedy = Remedy(
        text="Detach {name} from everything but the one role that is meant to administer the account, and give the"
        " others policies that allow what they do.",
        console=("IAM > Policies > {name} > Entities attached > select > Detach",),
        cli=(
            "aws iam list-entities-for-policy --policy-arn {arn}",
            "aws iam detach-user-policy --user-name USER --policy-arn {arn}",
            "aws iam detach-group-policy --group-name GROUP --policy-arn {arn}",
            "aws iam detach-role-policy --role-name ROLE --policy-arn {arn}",
        ),
        automated="The AWS Config rule iam-policy-blacklisted-check reports whatever AdministratorAccess is attached"
        " to.",
    )

    def remediation(self, resource: Resource) -> Remediation:
        """Say how to take the policy off: nobody but AWS can change it."""
        return self.remedy.for_resource(resource)

    def says(self, policy: OwnPolicy) -> str:  # noqa: ARG002 - the same of each
        """Return what the policy does."""
        return GIVES_ALL
