"""Groups with inline policies."""

from collections.abc import Iterable

from iam_audit.checks.base import Remedy
from iam_audit.checks.inline_policies import InlinePolicyCheck
from iam_audit.checks.populations import GROUPS
from iam_audit.model import Group, Section, Severity, Snapshot


class GroupInlinePolicy(InlinePolicyCheck):
    """An inline policy has no versions to go back to, cannot be reused, and is missing from the list of policies."""

    id = "group-inline-policy"
    title = "Group has inline policies"
    severity = Severity.LOW
    needs = (Section.GROUPS,)
    examines = GROUPS
    remedy = Remedy(
        text="Make a managed policy of each inline policy of {name}, attach it, and delete the inline one.",
        console=(
            "IAM > User groups > {name} > Permissions > the policy: copy the JSON",
            "IAM > Policies > Create policy > JSON",
            "IAM > User groups > {name} > Permissions > Add permissions > Attach policies, then remove the inline one",
        ),
        cli=(
            "aws iam get-group-policy --group-name {name} --policy-name POLICY --query PolicyDocument > policy.json",
            "aws iam create-policy --policy-name POLICY --policy-document file://policy.json",
            "aws iam attach-group-policy --group-name {name} --policy-arn POLICY_ARN",
            "aws iam delete-group-policy --group-name {name} --policy-name POLICY",
        ),
    )

    def members(self, snapshot: Snapshot) -> Iterable[Group]:
        """Return all groups."""
        return snapshot.groups
