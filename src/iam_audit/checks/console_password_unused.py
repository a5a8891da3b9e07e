"""Console passwords that nobody has signed in with for a while."""

from dataclasses import dataclass
from datetime import datetime

from iam_audit.checks import key_commands
from iam_audit.checks.base import Facts, Remedy, option
from iam_audit.checks.credential_checks import ConsoleUserCheck
from iam_audit.checks.last_use import idle_since, use_facts, use_words, why_unknown
from iam_audit.model import Finding, Severity, User, whole_days


@dataclass(frozen=True)
class ConsolePasswordUnused(ConsoleUserCheck):
    """A password that its owner has forgotten is one whose theft nobody notices.

    A password that was never used counts from when it was set, else from when the user was made. Only
    sign-ins with the password count: a user who works with access keys alone does not need one.
    """

    id = "console-password-unused"
    title = "Console password is unused"
    severity = Severity.MEDIUM
    remedy = Remedy(
        text="Take away the console password of {user}. The user, its keys and its permissions stay as they"
        " are, and a new password can be set whenever one is needed.",
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

    max_days: int = option(45, "Days without a sign-in; exactly this many pass.")

    def judge(self, user: User, now: datetime) -> Finding | None:
        """Flag a password without a sign-in for more than `max_days` whole days."""
        password = user.password
        since = idle_since(password.last_used, password.changed_at or user.created_at)
        if since is None:
            return self.unknown(user, why_unknown(password.last_used, "when this password was set"))
        days = whole_days(since, now)
        if days <= self.max_days:
            return None
        use = use_words(password.last_used, days, "it was set")
        message = f"The console password of {user.name} {use}; the limit is {self.max_days}."
        facts: Facts = {"unused_days": days, "limit_days": self.max_days, "idle_since": since.isoformat()}
        return self.finding(user, message, {**facts, **use_facts(password.last_used)})
