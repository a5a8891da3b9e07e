"""Attached customer managed policies that make administrators."""

from collections.abc import Iterator

from iam_audit.checks.administration import GIVES_ALL, AdminCheck
from iam_audit.checks.base import Population, Remedy
from iam_audit.checks.own_policies import MANAGED, OwnPolicy, customer_policies
from iam_audit.checks.policy_checks import EDIT, EDIT_STEPS
from iam_audit.model import Severity, Snapshot


def attached_customer_policies(snapshot: Snapshot) -> Iterator[OwnPolicy]:
    """Yield the customer managed policies that are attached to something."""
    return (policy for policy in customer_policies(snapshot) if policy.attached)


class PolicyAdminCustomerAttached(AdminCheck):
    """Whoever holds one stolen credential under such a policy holds the account.

    The default version counts, as a whole: `*` or `*:*` on everything, also put together from several
    statements, or by a NotAction that leaves out little. What a Deny takes away is not allowed; one that takes
    away all of IAM leaves no administrator. Conditions, and permissions boundaries of those it is attached to,
    are in the evidence; where it always has conditions, the finding is milder. A policy that is only used as a
    permissions boundary gives nothing.
    """

    id = "policy-admin-customer-attached"
    title = "Attached customer managed policy gives full control of the account"
    severity = Severity.HIGH
    needs = MANAGED
    examines = Population("attached customer managed policies", attached_customer_policies)
    remedy = Remedy(
        text="Replace {name} by policies that allow what its holders do: IAM Access Analyzer can write one from"
        " what they did. Keep full control for a role that people take on with MFA, for as long as they need it.",
        console=(*EDIT_STEPS, "IAM > Roles > a role that has it > Generate policy"),
        cli=EDIT,
        automated="The AWS Config rule iam-policy-no-statements-with-admin-access reports such policies.",
    )

    def says(self, policy: OwnPolicy) -> str:  # noqa: ARG002 - the same of each
        """Return what the policy does."""
        return GIVES_ALL
