"""Password policies that do not ask for digits."""

import msgspec

from iam_audit.checks.password_policy_base import CharacterRule, policy_remedy
from iam_audit.model import PasswordPolicy, Severity


class PasswordPolicyNumber(CharacterRule):
    """A password without digits is more often a word that is in a guesser's list.

    PCI DSS asks for both letters and digits in a password, so an assessor will look for this setting.
    """

    id = "password-policy-number"
    title = "Password policy does not require a number"
    severity = Severity.MEDIUM
    remedy = policy_remedy(
        "Require a number in every console password.",
        "Tick Require at least one number",
    )
    character = "a number"

    def required(self, policy: PasswordPolicy) -> bool:
        """Whether a number is required."""
        return policy.require_numbers

    def mended(self, policy: PasswordPolicy) -> PasswordPolicy:
        """Return the policy with a number required."""
        return msgspec.structs.replace(policy, require_numbers=True)
