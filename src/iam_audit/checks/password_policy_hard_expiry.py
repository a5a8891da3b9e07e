"""Password policies that lock people out when their password expires."""

import msgspec

from iam_audit.checks.base import Facts
from iam_audit.checks.password_policy_base import EVERYTHING, PasswordPolicyCheck, policy_remedy
from iam_audit.model import PasswordPolicy, Severity


class PasswordPolicyHardExpiry(PasswordPolicyCheck):
    """With hard expiry an expired password cannot be replaced by its owner: an administrator has to reset it.

    That may be what you want. It also locks the emergency user out on the day you need it, so make sure that
    somebody else can reset passwords, or that the emergency user does not depend on one.
    """

    id = "password-policy-hard-expiry"
    title = "Password policy locks users out when their password expires"
    severity = Severity.INFO
    remedy = policy_remedy(
        "Let people choose a new password when theirs has expired, unless locking them out is intended.",
        "Clear Password expiration requires administrator reset",
        example=msgspec.structs.replace(EVERYTHING, expire_passwords=True, max_age_days=90),
    )

    def fault(self, policy: PasswordPolicy) -> str | None:
        """Say that an expired password locks its owner out; without expiry the switch does nothing."""
        if not (policy.expire_passwords and policy.hard_expiry):
            return None
        return "needs an administrator to reset a password that has expired"

    def mended(self, policy: PasswordPolicy) -> PasswordPolicy:
        """Return the policy with the switch off."""
        return msgspec.structs.replace(policy, hard_expiry=False)

    def facts(self, policy: PasswordPolicy) -> Facts:
        """Return the switch and the age after which it acts."""
        return {"hard_expiry": policy.hard_expiry, "max_age_days": policy.max_age_days}
