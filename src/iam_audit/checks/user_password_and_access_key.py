"""Users who have a console password and an access key at the same time."""

from collections.abc import Iterator
from datetime import datetime

from iam_audit.checks import key_commands
from iam_audit.checks.base import Check, Remedy
from iam_audit.checks.populations import CONSOLE_USERS, console_users
from iam_audit.model import AccessKey, Finding, Section, Severity, Snapshot, User


class UserPasswordAndAccessKey(Check):
    """A user who is both person and program cannot be locked out of one without breaking the other.

    Only keys that are switched on count. Root has checks of its own.
    """

    id = "user-password-and-access-key"
    title = "User has both a console password and an access key"
    severity = Severity.LOW
    needs = (Section.USERS, Section.PASSWORDS, Section.ACCESS_KEYS)
    examines = CONSOLE_USERS
    remedy = Remedy(
        text="Decide whether {user} is a person or a program. A person takes on a role from the console or"
        " through IAM Identity Center and needs no key; a program needs no password.",
        console=(
            key_commands.OPEN,
            "For a person: Actions > Deactivate on the key, and after a quiet week Actions > Delete",
            "For a program: Manage console access > Disable console access",
        ),
        cli=(key_commands.LIST, key_commands.DEACTIVATE, "aws iam delete-login-profile --user-name {user}"),
    )

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Flag users with a console password and at least one active key."""
        for user in console_users(snapshot):
            keys = [key for key in snapshot.keys_by_user.get(user.name, ()) if key.active is not False]
            if keys:
                yield self._judge(user, keys)

    def _judge(self, user: User, keys: list[AccessKey]) -> Finding:
        active = [key for key in keys if key.active]
        if user.password.enabled is None:
            return self.unknown(user, f"AWS did not say whether {user.name} has a console password.")
        if not active:
            return self.unknown(user, f"AWS did not say whether a key of {user.name} is active.")
        labels = ", ".join(sorted(key.label for key in active))
        message = f"{user.name} has a console password and the active access key {labels}."
        return self.finding(user, message, {"active_keys": len(active), "keys": labels})
