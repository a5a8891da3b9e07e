"""Password policies that do not ask for uppercase letters."""

import msgspec

from iam_audit.checks.password_policy_base import CharacterRule, policy_remedy
from iam_audit.model import PasswordPolicy, Severity


class PasswordPolicyUppercase(CharacterRule):
    """A password in lowercase alone gives a guesser fewer combinations to try.

    Length does more, but mandates that list kinds of characters, PCI DSS among them, ask for this by name.
    """

    id = "password-policy-uppercase"
    title = "Password policy does not require an uppercase letter"
    severity = Severity.MEDIUM
    remedy = policy_remedy(
        "Require an uppercase letter in every console password.",
        "Tick Require at least one uppercase letter from the Latin alphabet (A-Z)",
    )
    character = "an uppercase letter"

    def required(self, policy: PasswordPolicy) -> bool:
        """Whether an uppercase letter is required."""
        return policy.require_uppercase

    def mended(self, policy: PasswordPolicy) -> PasswordPolicy:
        """Return the policy with an uppercase letter required."""
        return msgspec.structs.replace(policy, require_uppercase=True)
