"""Policies that give all of KMS."""

from iam_audit.checks.base import Remedy
from iam_audit.checks.full_service import FullServiceCheck
from iam_audit.checks.policy_checks import EDIT, EDIT_STEPS
from iam_audit.model import Severity


class PolicyKmsFull(FullServiceCheck):
    """Whoever has all of KMS can read what is encrypted, and delete the keys so that nobody ever reads it again.

    What counts is what is left when the whole policy is read: kms:* or more, on everything, from whichever
    statements, less what is denied. A policy that denies some of it again passes here. Under conditions the
    finding is milder.
    """

    id = "policy-kms-full"
    title = "Policy allows every action of KMS"
    severity = Severity.MEDIUM
    remedy = Remedy(
        text="Name in {name} the actions of KMS that are used, and the resources they are used on.",
        console=EDIT_STEPS,
        cli=EDIT,
    )

    def service(self) -> str:
        """Return the service."""
        return "kms"
