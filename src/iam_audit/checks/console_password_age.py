"""Console passwords that are older than allowed."""

from dataclasses import dataclass
from datetime import datetime

from iam_audit.checks.base import Facts, Remedy, option
from iam_audit.checks.credential_checks import ConsoleUserCheck
from iam_audit.checks.last_use import use_facts
from iam_audit.model import Finding, Severity, User, whole_days


@dataclass(frozen=True)
class ConsolePasswordAge(ConsoleUserCheck):
    """An old password has had longer to be guessed, reused on another site, or leaked with it.

    Each password is judged by its own age, whether or not the account's password policy makes passwords
    expire: an expiry set today would not have stopped the password of yesterday.
    """

    id = "console-password-age"
    title = "Console password is older than allowed"
    severity = Severity.MEDIUM
    remedy = Remedy(
        text="Ask {user} to change the password, or make it necessary at the next sign-in. Let passwords"
        " expire through the account's password policy, or better, move people to IAM Identity Center.",
        console=(
            "IAM > Users > {user} > Security credentials > Manage console access",
            "Reset password, with User must create new password at next sign-in",
        ),
        cli=("aws iam update-login-profile --user-name {user} --password-reset-required",),
    )

    max_days: int = option(90, "Days a password may live; a password of exactly this age passes.")

    def judge(self, user: User, now: datetime) -> Finding | None:
        """Flag a password that was set more than `max_days` whole days ago."""
        changed = user.password.changed_at
        if changed is None:
            return self.unknown(user, f"AWS did not say when the password of {user.name} was last changed.")
        age = whole_days(changed, now)
        if age <= self.max_days:
            return None
        message = f"The console password of {user.name} is {age} days old; the limit is {self.max_days}."
        facts: Facts = {"age_days": age, "limit_days": self.max_days, "changed_at": changed.isoformat()}
        return self.finding(user, message, {**facts, **use_facts(user.password.last_used)})
