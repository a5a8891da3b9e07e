"""What the checks of permission sets share."""

from typing import ClassVar

from iam_audit.checks.base import Check
from iam_audit.checks.sso_facts import PERMISSION_SETS
from iam_audit.model import Remediation, Resource, Section


class PermissionSetCheck(Check):
    """A question about permission sets, which are read on request."""

    needs: ClassVar[tuple[Section, ...]] = (Section.IDENTITY_CENTER,)
    examines = PERMISSION_SETS

    def remediation(self, resource: Resource) -> Remediation:
        """Fill in the ARN of the permission set, and of its instance, which it begins with."""
        if resource.type != "permission-set":
            return self.remedy.for_resource(
                resource, instance="INSTANCE_ARN", permission_set="PERMISSION_SET_ARN"
            )
        partition = resource.arn.split(":", 2)[1]
        owner = resource.arn.rpartition("permissionSet/")[2].partition("/")[0]
        instance = f"arn:{partition}:sso:::instance/{owner}"
        return self.remedy.for_resource(resource, instance=instance, permission_set=resource.arn)
