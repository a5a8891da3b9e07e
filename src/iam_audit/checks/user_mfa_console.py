"""Users who can sign in to the console with a password alone."""

from datetime import datetime

from iam_audit.checks import mfa_commands
from iam_audit.checks.base import Remedy
from iam_audit.checks.credential_checks import ConsoleUserCheck
from iam_audit.checks.last_use import use_facts
from iam_audit.model import Finding, Section, Severity, User


class UserMfaConsole(ConsoleUserCheck):
    """Whoever learns the password of a user without MFA can sign in as that user.

    Any kind of second factor passes: passkey, security key, hardware token or app. The credential report may
    be four hours old, so a device assigned since then does not show yet. Root is judged by `root-mfa`.
    """

    id = "user-mfa-console"
    title = "Console user has no MFA"
    severity = Severity.HIGH
    needs = (Section.USERS, Section.PASSWORDS, Section.MFA)
    remedy = Remedy(
        text="Have {user} register a second factor, or take away the console password if {user} does not"
        " need it.",
        console=mfa_commands.CONSOLE,
        cli=mfa_commands.CLI,
    )

    def judge(self, user: User, now: datetime) -> Finding | None:  # noqa: ARG002 - no date matters here
        """Flag a user with a password and without MFA."""
        if user.mfa_active is None:
            return self.unknown(user, f"AWS did not say whether {user.name} has MFA.")
        if user.mfa_active:
            return None
        message = f"{user.name} can sign in to the console with a password and without MFA."
        return self.finding(user, message, {"mfa_active": False, **use_facts(user.password.last_used)})
