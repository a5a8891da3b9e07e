"""Password policies that fall short of a named benchmark."""

from collections.abc import Iterator
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import msgspec

from iam_audit.checks.base import Facts, option
from iam_audit.checks.password_policy_base import EVERYTHING, PasswordPolicyCheck, policy_remedy
from iam_audit.model import PasswordPolicy, Severity

FULL = msgspec.structs.replace(EVERYTHING, expire_passwords=True, max_age_days=90)
LEAST: MappingProxyType[str, PasswordPolicy] = MappingProxyType(
    {
        "config": FULL,
        "iam7": msgspec.structs.replace(
            FULL, minimum_length=8, reuse_prevention=None, expire_passwords=False, max_age_days=None
        ),
        "iam10": msgspec.structs.replace(FULL, minimum_length=7, require_symbols=False, reuse_prevention=4),
    }
)
"""Each profile as the weakest policy that meets it.

Sources: the parameters of the AWS Config rule iam-password-policy; Security Hub controls IAM.7 and IAM.10.
"""


@dataclass(frozen=True)
class PasswordPolicyStrong(PasswordPolicyCheck):
    """One answer for auditors who ask for a strong policy as a whole, with every part that falls short named.

    It repeats what the checks of the single settings say, so skip it if those are enough for you. The profile
    `config` is the default of the AWS Config rule iam-password-policy; `iam7` and `iam10` are Security Hub's.
    """

    id = "password-policy-strong"
    title = "Password policy falls short of the benchmark"
    severity = Severity.MEDIUM
    remedy = policy_remedy("Set every part that falls short.", "Set the parts that fall short", example=FULL)

    profile: Literal["config", "iam7", "iam10"] = option(
        "config", "The benchmark: config (the strictest), iam7 or iam10."
    )

    def fault(self, policy: PasswordPolicy) -> str | None:
        """Name the parts that fall short."""
        short = list(_shortfalls(policy, LEAST[self.profile]))
        return f"falls short of profile {self.profile}: {', '.join(short)}" if short else None

    def mended(self, policy: PasswordPolicy) -> PasswordPolicy:
        """Return the policy with each part at least as strict as the profile."""
        return _stricter(policy, LEAST[self.profile])

    def facts(self, policy: PasswordPolicy) -> Facts:
        """Return the profile and how many parts fall short."""
        return {
            "profile": self.profile,
            "shortfalls": len(list(_shortfalls(policy, LEAST[self.profile]))),
        }


def _shortfalls(policy: PasswordPolicy, least: PasswordPolicy) -> Iterator[str]:
    if policy.minimum_length < least.minimum_length:
        yield f"length {policy.minimum_length} (at least {least.minimum_length})"
    for kind in ("uppercase", "lowercase", "numbers", "symbols"):
        if getattr(least, f"require_{kind}") and not getattr(policy, f"require_{kind}"):
            yield f"{kind} not required"
    if (policy.reuse_prevention or 0) < (least.reuse_prevention or 0):
        refused = policy.reuse_prevention or "no"
        yield f"{refused} earlier passwords refused (at least {least.reuse_prevention})"
    if least.expire_passwords and _age(policy) > _age(least):
        yield f"{_expiry(policy)} (at most {least.max_age_days} days)"


def _age(policy: PasswordPolicy) -> float:
    return policy.max_age_days if policy.expire_passwords and policy.max_age_days else float("inf")


def _expiry(policy: PasswordPolicy) -> str:
    return "no expiry" if _age(policy) == float("inf") else f"expiry after {policy.max_age_days} days"


def _stricter(policy: PasswordPolicy, least: PasswordPolicy) -> PasswordPolicy:
    age = min(_age(policy), _age(least))
    return msgspec.structs.replace(
        policy,
        minimum_length=max(policy.minimum_length, least.minimum_length),
        require_uppercase=policy.require_uppercase or least.require_uppercase,
        require_lowercase=policy.require_lowercase or least.require_lowercase,
        require_numbers=policy.require_numbers or least.require_numbers,
        require_symbols=policy.require_symbols or least.require_symbols,
        reuse_prevention=max(policy.reuse_prevention or 0, least.reuse_prevention or 0) or None,
        expire_passwords=age < float("inf"),
        max_age_days=int(age) if age < float("inf") else None,
    )
