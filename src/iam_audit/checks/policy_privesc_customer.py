"""Customer managed policies that lead to more power than they give."""

from iam_audit.checks.base import Remedy
from iam_audit.checks.escalating_policies import EscalatingPolicyCheck
from iam_audit.checks.own_policies import INLINE, MANAGED, OF_CUSTOMER
from iam_audit.checks.policy_checks import EDIT, EDIT_STEPS
from iam_audit.model import Severity


class PolicyPrivescCustomer(EscalatingPolicyCheck):
    """A few harmless words, such as passing a role and starting a function, make an administrator of their holder.

    The policy is judged alone, with its resources, conditions and denials, on an account of which nothing is known, and
    then on what its holders find in this one. A way that hangs on resources that were not read, such as functions or
    stacks, is only possible, and milder. Policies with full control are for `policy-admin-customer-attached`.
    """

    id = "policy-privesc-customer"
    title = "Customer managed policy lets its holder escalate privileges"
    severity = Severity.HIGH
    needs = (*MANAGED, *INLINE)
    examines = OF_CUSTOMER
    remedy = Remedy(
        text="Take one of the actions out of {name}, or name the users, roles and policies that they may be used on.",
        console=EDIT_STEPS,
        cli=EDIT,
    )

    def lets(self) -> str:
        """Return whom the policy lets do something."""
        return "whoever holds it"
