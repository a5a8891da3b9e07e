"""Inline policies that lead to more power than they give."""

from iam_audit.checks.base import Remedy
from iam_audit.checks.escalating_policies import EscalatingPolicyCheck
from iam_audit.checks.own_policies import INLINE, MANAGED, OF_HOLDERS
from iam_audit.model import Severity


class PolicyPrivescInline(EscalatingPolicyCheck):
    """A way to more power that is kept in no list of policies is found by whoever looks for it, and by nobody else.

    The policy is judged alone, with its resources, conditions and denials, on an account of which nothing is known, and
    then on what its holders find in this one. A way that hangs on resources that were not read, such as functions or
    stacks, is only possible, and milder. Policies with full control are for `policy-admin-inline`.
    """

    id = "policy-privesc-inline"
    title = "Inline policy lets its holder escalate privileges"
    severity = Severity.HIGH
    needs = (*MANAGED, *INLINE)
    examines = OF_HOLDERS
    remedy = Remedy(
        text="Take one of the actions out of {name}, or name the users, roles and policies that they may be used on.",
        console=("IAM > Users, User groups or Roles > {name} > Permissions > the policy > Edit",),
        cli=("aws iam get-account-authorization-details --filter User Group Role",),
    )

    def lets(self) -> str:
        """Return whom the policy lets do something."""
        return "its holder"
