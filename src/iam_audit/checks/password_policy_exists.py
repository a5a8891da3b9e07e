"""Accounts that never decided on a password policy."""

from collections.abc import Iterator
from datetime import datetime

from iam_audit.checks.base import Facts, Population
from iam_audit.checks.password_policy_base import EVERYTHING, PasswordPolicyCheck, policy_remedy
from iam_audit.checks.populations import console_users
from iam_audit.model import Account, Finding, PasswordPolicy, Section, Severity, Snapshot

NO_WORD_ON_PASSWORDS = "No password policy is set, and AWS did not say whether any user has a password."


def _with_passwords(snapshot: Snapshot) -> tuple[Account, ...]:
    return (snapshot.account,) if any(console_users(snapshot)) else ()


class PasswordPolicyExists(PasswordPolicyCheck):
    """Without a policy of its own an account accepts what AWS accepts by default: eight characters, for ever.

    Where no IAM user has a console password there is nothing that a policy would apply to, and the account is
    not examined.
    """

    id = "password-policy-exists"
    title = "Account has no password policy of its own"
    severity = Severity.MEDIUM
    needs = (Section.PASSWORD_POLICY, Section.USERS, Section.PASSWORDS)
    examines = Population("accounts with console passwords", _with_passwords)
    remedy = policy_remedy(
        "Set a password policy.", "Set the length, the kinds of characters and the reuse rule"
    )

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:
        """Flag the account when AWS's default applies to somebody's password."""
        users = list(console_users(snapshot))
        if not users:
            return
        for finding in super().run(snapshot, now):
            if any(user.password.enabled for user in users) or snapshot.password_policy is None:
                yield finding
            else:
                yield self.unknown(snapshot.account, NO_WORD_ON_PASSWORDS)

    def fault(self, policy: PasswordPolicy) -> str | None:
        """Say that the default is weaker than anybody would choose."""
        return None if policy.custom else f"accepts passwords of {policy.minimum_length} characters for ever"

    def mended(self, policy: PasswordPolicy) -> PasswordPolicy:  # noqa: ARG002 - there is none to keep
        """Return a policy to begin with."""
        return EVERYTHING

    def facts(self, policy: PasswordPolicy) -> Facts:
        """Return the length that AWS's default accepts."""
        return {"minimum_length": policy.minimum_length}
