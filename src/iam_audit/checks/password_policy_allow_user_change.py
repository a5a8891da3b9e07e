"""Password policies under which people cannot change their own password."""

import msgspec

from iam_audit.checks.base import Facts
from iam_audit.checks.password_policy_base import PasswordPolicyCheck, policy_remedy
from iam_audit.model import PasswordPolicy, Severity


class PasswordPolicyAllowUserChange(PasswordPolicyCheck):
    """Who cannot change a password cannot react when it leaks, and keeps one that an administrator knows.

    A user may still be allowed to by a policy of their own that grants iam:ChangePassword; this looks at the
    account-wide switch only.
    """

    id = "password-policy-allow-user-change"
    title = "Password policy does not let users change their own password"
    severity = Severity.LOW
    remedy = policy_remedy(
        "Let everybody change their own password.",
        "Tick Allow users to change their own password",
    )

    def fault(self, policy: PasswordPolicy) -> str | None:
        """Say that the switch is off."""
        return None if policy.allow_users_to_change else "does not let users change their own password"

    def mended(self, policy: PasswordPolicy) -> PasswordPolicy:
        """Return the policy with the switch on."""
        return msgspec.structs.replace(policy, allow_users_to_change=True)

    def facts(self, policy: PasswordPolicy) -> Facts:
        """Return the switch."""
        return {"allow_users_to_change": policy.allow_users_to_change}
