"""Password policies that accept short passwords."""

from dataclasses import dataclass
from typing import Annotated

import msgspec

from iam_audit.checks.base import Facts, option
from iam_audit.checks.password_policy_base import PasswordPolicyCheck, policy_remedy
from iam_audit.model import PasswordPolicy, Severity


@dataclass(frozen=True)
class PasswordPolicyMinLength(PasswordPolicyCheck):
    """A short password is the first that guessing finds; each further character multiplies the work.

    Without a policy of its own the account has AWS's default, which accepts eight characters.
    """

    id = "password-policy-min-length"
    title = "Password policy accepts short passwords"
    severity = Severity.MEDIUM
    remedy = policy_remedy(
        "Raise the minimum length. People meet the new rule at their next change of password.",
        "Password minimum length: enforce the length you decided on",
    )

    min_length: Annotated[int, msgspec.Meta(ge=6, le=128)] = option(
        14, "Characters a password must have at least; a policy of exactly this length passes."
    )

    def fault(self, policy: PasswordPolicy) -> str | None:
        """Say how short a password may be."""
        if policy.minimum_length >= self.min_length:
            return None
        return (
            f"accepts passwords of {policy.minimum_length} characters; the least allowed is {self.min_length}"
        )

    def mended(self, policy: PasswordPolicy) -> PasswordPolicy:
        """Return the policy with the length raised."""
        return msgspec.structs.replace(policy, minimum_length=self.min_length)

    def facts(self, policy: PasswordPolicy) -> Facts:
        """Return the length in force and the one wanted."""
        return {"minimum_length": policy.minimum_length, "limit": self.min_length}
