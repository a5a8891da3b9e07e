"""Password policies that let a password live too long."""

from dataclasses import dataclass
from typing import Annotated

import msgspec

from iam_audit.checks.base import Facts, option
from iam_audit.checks.password_policy_base import EVERYTHING, PasswordPolicyCheck, policy_remedy
from iam_audit.model import PasswordPolicy, Severity


@dataclass(frozen=True)
class PasswordPolicyMaxAge(PasswordPolicyCheck):
    """A stolen password that nobody noticed works until it expires.

    Opinions differ: the CIS benchmark dropped expiry after version 1.2, and NIST SP 800-63B advises against
    changing passwords by the calendar; PCI DSS and many contracts still ask for it. Skip this if nobody asks.
    """

    id = "password-policy-max-age"
    title = "Password policy lets passwords live too long"
    severity = Severity.LOW
    remedy = policy_remedy(
        "Let passwords expire.",
        "Tick Turn on password expiration, and set the number of days you decided on",
        example=msgspec.structs.replace(EVERYTHING, expire_passwords=True, max_age_days=90),
    )

    max_days: Annotated[int, msgspec.Meta(ge=1, le=1095)] = option(
        90, "Days a password may live; an expiry after exactly this many days passes."
    )

    def fault(self, policy: PasswordPolicy) -> str | None:
        """Say after how many days passwords expire."""
        if not policy.expire_passwords or not policy.max_age_days:
            return f"never lets passwords expire; the limit is {self.max_days} days"
        if policy.max_age_days <= self.max_days:
            return None
        return f"lets passwords live {policy.max_age_days} days; the limit is {self.max_days}"

    def mended(self, policy: PasswordPolicy) -> PasswordPolicy:
        """Return the policy with expiry on."""
        return msgspec.structs.replace(policy, expire_passwords=True, max_age_days=self.max_days)

    def facts(self, policy: PasswordPolicy) -> Facts:
        """Return the age in force and the limit."""
        return {
            "expire_passwords": policy.expire_passwords,
            "max_age_days": policy.max_age_days,
            "limit_days": self.max_days,
        }
