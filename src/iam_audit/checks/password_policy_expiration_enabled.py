"""Password policies under which no password ever expires."""

import msgspec

from iam_audit.checks.base import Facts
from iam_audit.checks.password_policy_base import EVERYTHING, PasswordPolicyCheck, policy_remedy
from iam_audit.model import PasswordPolicy, Severity

LONGEST_AGE_DAYS = 365


class PasswordPolicyExpirationEnabled(PasswordPolicyCheck):
    """Where nothing expires, the password of somebody who left in spring still works in autumn.

    This asks only whether there is an expiry at all; `password-policy-max-age` asks how soon. Skip both if
    you follow NIST SP 800-63B, which advises against expiry.
    """

    id = "password-policy-expiration-enabled"
    title = "Password policy never lets passwords expire"
    severity = Severity.LOW
    remedy = policy_remedy(
        "Let passwords expire, after a year at the latest.",
        "Tick Turn on password expiration, and set a number of days",
        example=msgspec.structs.replace(EVERYTHING, expire_passwords=True, max_age_days=LONGEST_AGE_DAYS),
    )

    def fault(self, policy: PasswordPolicy) -> str | None:
        """Say that there is no expiry."""
        return None if policy.expire_passwords else "never lets passwords expire"

    def mended(self, policy: PasswordPolicy) -> PasswordPolicy:
        """Return the policy with expiry on, after the age it already names or a year."""
        age = policy.max_age_days or LONGEST_AGE_DAYS
        return msgspec.structs.replace(policy, expire_passwords=True, max_age_days=age)

    def facts(self, policy: PasswordPolicy) -> Facts:
        """Return whether passwords expire."""
        return {"expire_passwords": policy.expire_passwords}
