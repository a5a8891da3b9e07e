"""Roles with inline policies."""

from collections.abc import Iterable

from iam_audit.checks.base import Remedy
from iam_audit.checks.inline_policies import InlinePolicyCheck
from iam_audit.checks.populations import OWN_ROLES, own_roles
from iam_audit.model import Role, Section, Severity, Snapshot


class RoleInlinePolicy(InlinePolicyCheck):
    """An inline policy has no versions to go back to, cannot be reused, and is missing from the list of policies.

    Where a policy must never be given to anything else, inline can be right: mute the finding there. Roles that
    belong to AWS services or Identity Center are left out.
    """

    id = "role-inline-policy"
    title = "Role has inline policies"
    severity = Severity.LOW
    needs = (Section.ROLES,)
    examines = OWN_ROLES
    remedy = Remedy(
        text="Make a managed policy of each inline policy of {name}, attach it, and delete the inline one.",
        console=(
            "IAM > Roles > {name} > Permissions > the policy: copy the JSON",
            "IAM > Policies > Create policy > JSON",
            "IAM > Roles > {name} > Permissions > Add permissions > Attach policies, then remove the inline one",
        ),
        cli=(
            "aws iam get-role-policy --role-name {name} --policy-name POLICY --query PolicyDocument > policy.json",
            "aws iam create-policy --policy-name POLICY --policy-document file://policy.json",
            "aws iam attach-role-policy --role-name {name} --policy-arn POLICY_ARN",
            "aws iam delete-role-policy --role-name {name} --policy-name POLICY",
        ),
    )

    def members(self, snapshot: Snapshot) -> Iterable[Role]:
        """Return the roles that the account can change."""
        return own_roles(snapshot)
