"""Whatever AWSCloudShellFullAccess is attached to."""

from iam_audit.checks.attachments import AttachmentCheck
from iam_audit.checks.base import Remedy
from iam_audit.checks.own_policies import OwnPolicy
from iam_audit.model import Severity

NAME = "AWSCloudShellFullAccess"


class PolicyCloudshellFullAccess(AttachmentCheck):
    """CloudShell uploads and downloads files and reaches the internet: a way to carry data off that no proxy sees.

    The policy of AWS counts, in every partition, on users, groups and roles. A policy of the account's own that
    happens to have its name does not.
    """

    id = "policy-cloudshell-full-access"
    title = "AWSCloudShellFullAccess is attached"
    severity = Severity.MEDIUM
    remedy = Remedy(
        text="Detach {name}. Who needs CloudShell gets a policy that denies cloudshell:GetFileUploadUrls and"
        " cloudshell:GetFileDownloadUrls.",
        console=("IAM > Policies > {name} > Entities attached > select > Detach",),
        cli=(
            "aws iam list-entities-for-policy --policy-arn {arn}",
            "aws iam detach-user-policy --user-name USER --policy-arn {arn}",
            "aws iam detach-group-policy --group-name GROUP --policy-arn {arn}",
            "aws iam detach-role-policy --role-name ROLE --policy-arn {arn}",
        ),
    )

    def is_unwanted(self, policy: OwnPolicy) -> bool:
        """Whether a policy is the one that AWS made for CloudShell."""
        return policy.of_aws and policy.resource.name == NAME
