"""Policies with which anything can be bought on AWS Marketplace."""

from iam_audit.checks.base import Remedy
from iam_audit.checks.policy_checks import EDIT, EDIT_STEPS, GrantCheck
from iam_audit.model import Severity


class PolicyMarketplaceSubscribe(GrantCheck):
    """A subscription is a contract that costs money, and its software runs inside the account.

    Customer managed and inline policies count; under conditions, such as `aws-marketplace:ProductId`, the finding
    is milder.
    """

    id = "policy-marketplace-subscribe"
    title = "Policy allows subscribing to anything on AWS Marketplace"
    severity = Severity.HIGH
    on_what = "for every product"
    remedy = Remedy(
        text="Limit {name} with the condition key aws-marketplace:ProductId to approved products, or leave buying"
        " to the role of procurement.",
        console=EDIT_STEPS,
        cli=EDIT,
    )

    def asked(self) -> tuple[str, ...]:
        """Return the action with which a subscription starts."""
        return ("aws-marketplace:Subscribe",)
