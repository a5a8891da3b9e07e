"""Password policies that let people return to an old password."""

from dataclasses import dataclass
from typing import Annotated

import msgspec

from iam_audit.checks.base import Facts, option
from iam_audit.checks.password_policy_base import PasswordPolicyCheck, policy_remedy
from iam_audit.model import PasswordPolicy, Severity


@dataclass(frozen=True)
class PasswordPolicyReuse(PasswordPolicyCheck):
    """A password that leaked once works again as soon as its owner may go back to it.

    AWS remembers 24 passwords at most, so 24 is both the strictest setting and the default limit here.
    """

    id = "password-policy-reuse"
    title = "Password policy lets old passwords be used again"
    severity = Severity.MEDIUM
    remedy = policy_remedy(
        "Let AWS remember earlier passwords and refuse them.",
        "Tick Prevent password reuse, and remember as many passwords as you decided on (24 is the most)",
    )

    min_passwords: Annotated[int, msgspec.Meta(ge=1, le=24)] = option(
        24, "Earlier passwords to refuse at least; AWS can remember 24 at most."
    )

    def fault(self, policy: PasswordPolicy) -> str | None:
        """Say how many earlier passwords are refused."""
        refused = policy.reuse_prevention or 0
        if refused >= self.min_passwords:
            return None
        counted = f"refuses only the last {refused}" if refused else "refuses no earlier passwords"
        return f"{counted}; the least allowed is {self.min_passwords}"

    def mended(self, policy: PasswordPolicy) -> PasswordPolicy:
        """Return the policy with a longer memory."""
        return msgspec.structs.replace(policy, reuse_prevention=self.min_passwords)

    def facts(self, policy: PasswordPolicy) -> Facts:
        """Return how many are refused and how many should be."""
        return {"reuse_prevention": policy.reuse_prevention, "limit": self.min_passwords}
