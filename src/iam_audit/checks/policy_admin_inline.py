"""Inline policies that make administrators."""

from iam_audit.checks.administration import GIVES_ALL, AdminCheck
from iam_audit.checks.base import Remedy
from iam_audit.checks.own_policies import INLINE, OF_HOLDERS, OwnPolicy
from iam_audit.model import Severity


class PolicyAdminInline(AdminCheck):
    """Full control that is kept in no list of policies is found last, and often only by a thief.

    What full control means is the same as for `policy-admin-customer-attached`: AWS itself looks at managed
    policies only.
    """

    id = "policy-admin-inline"
    title = "Inline policy gives full control of the account"
    severity = Severity.CRITICAL
    needs = INLINE
    examines = OF_HOLDERS
    remedy = Remedy(
        text="Replace the policy {name} by one that allows what is done with it: IAM Access Analyzer can write it"
        " from CloudTrail. Keep full control for a role that people take on with MFA.",
        console=("IAM > Users, User groups or Roles > {name} > Permissions > the policy > Edit",),
        cli=("aws iam get-account-authorization-details --filter User Group Role",),
    )

    def says(self, policy: OwnPolicy) -> str:  # noqa: ARG002 - the same of each
        """Return what the policy does."""
        return GIVES_ALL
