"""Console passwords that were set and then never used."""

from dataclasses import dataclass
from datetime import datetime

from iam_audit.checks import key_commands
from iam_audit.checks.base import Facts, Remedy, option
from iam_audit.checks.credential_checks import ConsoleUserCheck
from iam_audit.checks.last_use import idle_since, use_facts, why_unknown
from iam_audit.model import Finding, Severity, Used, User, whole_days


@dataclass(frozen=True)
class ConsolePasswordNeverUsed(ConsoleUserCheck):
    """A first password that nobody has changed is known to whoever sent it, and to every mailbox on the way.

    The days of grace count from when the password was set, else from when the user was made. AWS has tracked
    sign-ins since 20 October 2014: whether an older password was ever used is unknown, and we say so.
    """

    id = "console-password-never-used"
    title = "Console password was never used"
    severity = Severity.MEDIUM
    remedy = Remedy(
        text="Ask {user} whether they need the console. If not, take the password away; if so, set a new one"
        " that has to be changed at the first sign-in.",
        console=(
            "IAM > Users > {user} > Security credentials > Manage console access",
            "Disable console access",
        ),
        cli=(
            "aws iam get-login-profile --user-name {user}",
            "aws iam delete-login-profile --user-name {user}",
        ),
        automated=key_commands.REVOKE_UNUSED,
    )

    grace_days: int = option(7, "Days a new password may wait for its first use; exactly this many pass.")

    def judge(self, user: User, now: datetime) -> Finding | None:
        """Flag a password without any sign-in for more than `grace_days` whole days after it was set."""
        password = user.password
        if isinstance(password.last_used, Used):
            return None
        since = idle_since(password.last_used, password.changed_at or user.created_at)
        if since is None:
            return self.unknown(user, why_unknown(password.last_used, "when this password was set"))
        days = whole_days(since, now)
        if days <= self.grace_days:
            return None
        wait = f"was never used in the {days} days since it was set"
        message = f"The console password of {user.name} {wait}; the limit is {self.grace_days}."
        facts: Facts = {"unused_days": days, "limit_days": self.grace_days, "idle_since": since.isoformat()}
        return self.finding(user, message, {**facts, **use_facts(password.last_used)})
