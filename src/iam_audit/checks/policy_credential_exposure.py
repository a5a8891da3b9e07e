"""Policies with which credentials of others can be had."""

from dataclasses import dataclass

from iam_audit.checks.base import Remedy, option
from iam_audit.checks.policy_checks import EDIT, EDIT_STEPS, GrantCheck
from iam_audit.model import Severity
from iam_audit.policy.exposures import CREDENTIALS


@dataclass(frozen=True)
class PolicyCredentialExposure(GrantCheck):
    """An action that answers with a password, a key or a token turns one stolen credential into many.

    It fails when such an action is allowed on resources that the policy does not name. On oneself, as with
    `user/${aws:username}`, it passes. Under conditions the finding is milder.
    """

    id = "policy-credential-exposure"
    title = "Policy gives out credentials without a limit on whose"
    severity = Severity.HIGH
    remedy = Remedy(
        text="Name in {name} the users, instances or clusters that this is for, or take the actions out.",
        console=EDIT_STEPS,
        cli=EDIT,
    )

    actions: tuple[str, ...] = option(CREDENTIALS, "Actions that answer with a credential.")

    def asked(self) -> tuple[str, ...]:
        """Return the actions of the option."""
        return self.actions
