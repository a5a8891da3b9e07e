"""Policies with which the permissions of anything can be changed."""

from iam_audit.checks.base import Remedy
from iam_audit.checks.policy_checks import EDIT, EDIT_STEPS, GrantCheck
from iam_audit.model import Severity
from iam_audit.policy.exposures import permission_managing


class PolicyResourceExposure(GrantCheck):
    """Whoever changes who may use a resource can open it to themselves, or to the world.

    Asked about is every action that AWS lists as managing permissions, and every action that writes in IAM,
    IAM Identity Center and Organizations. It fails when one is allowed on resources that the policy does not name.
    Passing roles, and making roles for AWS services, count elsewhere or not at all. Under conditions the finding
    is milder.
    """

    id = "policy-resource-exposure"
    title = "Policy lets its holder change the permissions of any resource"
    severity = Severity.HIGH
    remedy = Remedy(
        text="Name in {name} the resources that this is for, or take the actions out.",
        console=EDIT_STEPS,
        cli=EDIT,
    )

    def asked(self) -> tuple[str, ...]:
        """Return the actions that manage permissions."""
        return permission_managing()
