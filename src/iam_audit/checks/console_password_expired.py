"""Console passwords that have expired and are still there."""

from datetime import datetime

from iam_audit.checks.base import Facts, Remedy
from iam_audit.checks.credential_checks import ConsoleUserCheck
from iam_audit.checks.last_use import use_facts
from iam_audit.model import Finding, Severity, User, whole_days


class ConsolePasswordExpired(ConsoleUserCheck):
    """Whoever has let a password expire has not needed it since, and may not need it at all.

    An expired password still opens the door to the form in which it can be changed, unless the account's
    password policy keeps people out. A password that does not expire is for `console-password-age`.
    """

    id = "console-password-expired"
    title = "Console password has expired and was not taken away"
    severity = Severity.LOW
    remedy = Remedy(
        text="Take away the console password of {user}, or have {user} sign in and choose a new one.",
        console=(
            "IAM > Users > {user} > Security credentials > Manage console access",
            "Disable console access",
        ),
        cli=(
            "aws iam get-login-profile --user-name {user}",
            "aws iam delete-login-profile --user-name {user}",
        ),
    )

    def judge(self, user: User, now: datetime) -> Finding | None:
        """Flag a password whose date of expiry has come."""
        expired_at = user.password.next_rotation_at
        if expired_at is None or expired_at > now:
            return None
        days = whole_days(expired_at, now)
        message = f"The console password of {user.name} expired on {expired_at.date()}, {days} days ago."
        facts: Facts = {"expired_at": expired_at.isoformat(), "expired_days": days}
        return self.finding(user, message, {**facts, **use_facts(user.password.last_used)})
