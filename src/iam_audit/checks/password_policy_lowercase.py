"""Password policies that do not ask for lowercase letters."""

import msgspec

from iam_audit.checks.password_policy_base import CharacterRule, policy_remedy
from iam_audit.model import PasswordPolicy, Severity


class PasswordPolicyLowercase(CharacterRule):
    """A password in capitals alone gives a guesser fewer combinations to try.

    Few people would choose one, which is why this is the mildest of the four rules about characters.
    """

    id = "password-policy-lowercase"
    title = "Password policy does not require a lowercase letter"
    severity = Severity.LOW
    remedy = policy_remedy(
        "Require a lowercase letter in every console password.",
        "Tick Require at least one lowercase letter from the Latin alphabet (a-z)",
    )
    character = "a lowercase letter"

    def required(self, policy: PasswordPolicy) -> bool:
        """Whether a lowercase letter is required."""
        return policy.require_lowercase

    def mended(self, policy: PasswordPolicy) -> PasswordPolicy:
        """Return the policy with a lowercase letter required."""
        return msgspec.structs.replace(policy, require_lowercase=True)
