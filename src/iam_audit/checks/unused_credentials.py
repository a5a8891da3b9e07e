"""Users with a credential, of whatever kind, that nothing has used for a while."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from iam_audit.checks import key_commands
from iam_audit.checks.access_key_unused import AccessKeyUnused
from iam_audit.checks.base import Check, Population, Remedy, option, same_for_machines
from iam_audit.checks.console_password_unused import ConsolePasswordUnused
from iam_audit.checks.populations import active_keys, console_users
from iam_audit.model import Finding, Section, Severity, Snapshot, Status, User


def users_with_credentials(snapshot: Snapshot) -> Iterator[User]:
    """Yield the users who have a password or an active key, or may have."""
    holders = {user.name for user in console_users(snapshot)} | {
        key.user_name for key in active_keys(snapshot)
    }
    return (user for user in snapshot.users if user.name in holders)


@dataclass(frozen=True)
class UnusedCredentials(Check):
    """A user counts once, however many of its credentials lie idle: so AWS and the CIS Benchmark count.

    It fails where `console-password-unused` or `access-key-unused` would, at its own limit: CIS asks for 45
    days since version 1.4 and for 90 before. Those checks say which credential it is; this one is for
    reports that count users.
    """

    id = "unused-credentials"
    title = "User has an unused password or access key"
    severity = Severity.MEDIUM
    needs = (Section.USERS, Section.PASSWORDS, Section.ACCESS_KEYS)
    examines = Population("users with a password or an active access key", users_with_credentials)
    remedy = Remedy(
        text="Deactivate each unused key of {user}, take away an unused console password, and delete what"
        " nothing has missed for a week.",
        console=(
            key_commands.OPEN + ": Actions > Deactivate on each unused key",
            "Console sign-in > Manage console access > Disable console access, if the password is unused",
        ),
        cli=(
            key_commands.LIST,
            key_commands.DEACTIVATE,
            "aws iam delete-login-profile --user-name {user}",
        ),
        automated=key_commands.REVOKE_UNUSED,
    )

    follows = same_for_machines("unused-credentials", "max_days")

    max_days: int = option(45, "Days a credential may lie unused; exactly this many pass.")
    machine_max_days: int = option(45, "Days a credential of a program may lie unused; unless set, max_days.")

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:
        """Flag users of whom a password or an active key has been idle for more than `max_days` whole days."""
        said: dict[str, list[Finding]] = {}
        for check in (ConsolePasswordUnused(self.max_days), AccessKeyUnused(self.max_days)):
            for finding in check.run(snapshot, now):
                said.setdefault(finding.resource.name, []).append(finding)
        for user in users_with_credentials(snapshot):
            if user.name in said:
                yield self._judge(user, said[user.name])

    def _judge(self, user: User, said: list[Finding]) -> Finding:
        unused = [finding for finding in said if finding.status is Status.FAIL]
        if not unused:
            return self.unknown(user, " ".join(finding.message for finding in said))
        days = [age for finding in unused if isinstance(age := finding.evidence["unused_days"], int)]
        what = ", ".join(_name(finding) for finding in unused)
        message = f"{user.name} has credentials unused for more than {self.max_days} days: {what}."
        return self.finding(
            user, message, {"unused": what, "longest_unused_days": max(days), "limit_days": self.max_days}
        )


def _name(finding: Finding) -> str:
    return "the console password" if finding.resource.type == "user" else finding.resource.id
