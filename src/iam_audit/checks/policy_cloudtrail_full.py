"""Policies that give all of CloudTrail."""

from iam_audit.checks.base import Remedy
from iam_audit.checks.full_service import FullServiceCheck
from iam_audit.checks.policy_checks import EDIT, EDIT_STEPS
from iam_audit.model import Severity


class PolicyCloudtrailFull(FullServiceCheck):
    """Whoever has all of CloudTrail can switch off the record of what they do next.

    What counts is what is left when the whole policy is read: cloudtrail:* or more, on everything, from whichever
    statements, less what is denied. A policy that denies some of it again passes here. Under conditions the
    finding is milder.
    """

    id = "policy-cloudtrail-full"
    title = "Policy allows every action of CloudTrail"
    severity = Severity.MEDIUM
    remedy = Remedy(
        text="Name in {name} the actions of CloudTrail that are used, and the resources they are used on.",
        console=EDIT_STEPS,
        cli=EDIT,
    )

    def service(self) -> str:
        """Return the service."""
        return "cloudtrail"
