"""Password policies that do not ask for symbols."""

import msgspec

from iam_audit.checks.password_policy_base import CharacterRule, policy_remedy
from iam_audit.model import PasswordPolicy, Severity


class PasswordPolicySymbol(CharacterRule):
    """A password without a symbol is found sooner by guessing letters and digits.

    AWS counts as symbols: ! @ # $ % ^ & * ( ) _ + - = [ ] { } | and the apostrophe.
    """

    id = "password-policy-symbol"
    title = "Password policy does not require a symbol"
    severity = Severity.MEDIUM
    remedy = policy_remedy(
        "Require a symbol in every console password.",
        "Tick Require at least one nonalphanumeric character",
    )
    character = "a symbol"

    def required(self, policy: PasswordPolicy) -> bool:
        """Whether a symbol is required."""
        return policy.require_symbols

    def mended(self, policy: PasswordPolicy) -> PasswordPolicy:
        """Return the policy with a symbol required."""
        return msgspec.structs.replace(policy, require_symbols=True)
