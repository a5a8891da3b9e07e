"""What the checks of the password policy share: whose policy it is, and the command that mends it."""

from abc import abstractmethod
from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar

import msgspec

from iam_audit.checks.base import Check, Facts, Remedy
from iam_audit.checks.populations import ACCOUNT
from iam_audit.model import Advice, Finding, PasswordPolicy, Remediation, Section, Snapshot

READ_COMMAND = "aws iam get-account-password-policy"
NOT_KNOWN = "The password policy is not in the snapshot, though nothing says why."
EVERYTHING = PasswordPolicy(
    custom=True,
    minimum_length=14,
    require_uppercase=True,
    require_lowercase=True,
    require_numbers=True,
    require_symbols=True,
    allow_users_to_change=True,
    reuse_prevention=24,
)
"""What to begin with where nothing is set; expiry is left to the checks that ask for it.

AWS's default cannot be written as a command: it asks for any three kinds of characters of four.
"""


class PasswordPolicyCheck(Check):
    """A question about the account's password policy, which is AWS's default until one is set."""

    needs: ClassVar[tuple[Section, ...]] = (Section.PASSWORD_POLICY,)
    examines = ACCOUNT

    @abstractmethod
    def fault(self, policy: PasswordPolicy) -> str | None:
        """Return what is wrong, as words to follow "The password policy"; None when nothing is."""

    @abstractmethod
    def mended(self, policy: PasswordPolicy) -> PasswordPolicy:
        """Return the same policy without this fault."""

    @abstractmethod
    def facts(self, policy: PasswordPolicy) -> Facts:
        """Return the settings that were judged, and the limits they were held against."""

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - a policy has no age
        """Flag the account when its password policy has the fault."""
        policy = snapshot.password_policy
        if policy is None:
            yield self.unknown(snapshot.account, NOT_KNOWN)
        elif fault := self.fault(policy):
            facts: Facts = {"custom_policy": policy.custom, **self.facts(policy)}
            finding = self.finding(snapshot.account, f"{_whose(policy)} {fault}.", facts)
            mended = self.mended(policy if policy.custom else EVERYTHING)
            remediation = _with_command(finding.remediation, mended)
            yield msgspec.structs.replace(finding, advice=Advice.of(remediation))


class CharacterRule(PasswordPolicyCheck):
    """A question about one of the four kinds of characters a policy may require."""

    character: ClassVar[str]
    """In words, with its article: `an uppercase letter`."""

    @abstractmethod
    def required(self, policy: PasswordPolicy) -> bool:
        """Whether the policy requires one."""

    def fault(self, policy: PasswordPolicy) -> str | None:
        """Say that a password without the character is accepted."""
        return None if self.required(policy) else f"does not require {self.character}"

    def facts(self, policy: PasswordPolicy) -> Facts:
        """Return whether it is required."""
        return {"required": self.required(policy)}


def policy_remedy(text: str, tick: str, *, example: PasswordPolicy = EVERYTHING) -> Remedy:
    """Return the remedy of a setting: `tick` is what to do in the console, `example` a policy that has it."""
    return Remedy(
        text=f"{text} An update replaces the whole policy, so the command must name every setting to keep.",
        console=("IAM > Account settings > Password policy > Edit", "Choose Custom", tick, "Save changes"),
        cli=(READ_COMMAND, update_command(example)),
    )


def update_command(policy: PasswordPolicy) -> str:
    """Return the AWS CLI command that sets exactly this policy; what it leaves out, AWS turns off."""
    flags = (
        (policy.require_uppercase, "--require-uppercase-characters"),
        (policy.require_lowercase, "--require-lowercase-characters"),
        (policy.require_numbers, "--require-numbers"),
        (policy.require_symbols, "--require-symbols"),
        (policy.allow_users_to_change, "--allow-users-to-change-password"),
        (policy.expire_passwords and policy.max_age_days, f"--max-password-age {policy.max_age_days}"),
        (policy.reuse_prevention, f"--password-reuse-prevention {policy.reuse_prevention}"),
        (policy.hard_expiry, "--hard-expiry"),
    )
    command = f"aws iam update-account-password-policy --minimum-password-length {policy.minimum_length}"
    return " ".join((command, *(flag for on, flag in flags if on)))


def _whose(policy: PasswordPolicy) -> str:
    return "The password policy" if policy.custom else "No password policy is set, and AWS's default"


def _with_command(remediation: Remediation, mended: PasswordPolicy) -> Remediation:
    """Name the settings this account has now, so that pasting the command loses none of them."""
    return msgspec.structs.replace(remediation, cli=(READ_COMMAND, update_command(mended)))
