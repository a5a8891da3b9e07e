"""Policies with which any data can be carried off."""

from dataclasses import dataclass

from iam_audit.checks.base import Remedy, option
from iam_audit.checks.policy_checks import EDIT, EDIT_STEPS, GrantCheck
from iam_audit.model import Severity


@dataclass(frozen=True)
class PolicyDataExfiltration(GrantCheck):
    """Whoever reads every object, parameter or secret needs one call for each, and leaves with all of them.

    It fails when such an action is allowed on resources that the policy does not name; a pattern of all objects,
    or all secrets, names none. Under conditions the finding is milder.
    """

    id = "policy-data-exfiltration"
    title = "Policy lets its holder read any object, parameter or secret"
    severity = Severity.MEDIUM
    remedy = Remedy(
        text="Name in {name} the buckets, parameters and secrets that are read.",
        console=EDIT_STEPS,
        cli=EDIT,
    )

    actions: tuple[str, ...] = option(
        (
            "s3:GetObject",
            "secretsmanager:GetSecretValue",
            "ssm:GetParameter",
            "ssm:GetParameters",
            "ssm:GetParametersByPath",
        ),
        "Actions that answer with data worth stealing.",
    )

    def asked(self) -> tuple[str, ...]:
        """Return the actions of the option."""
        return self.actions
