"""Users of whom nothing has been heard for a while, neither in the console nor by an access key."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from iam_audit.checks import key_commands
from iam_audit.checks.base import Check, Facts, Remedy, option, same_for_machines
from iam_audit.checks.last_use import no_use_since
from iam_audit.checks.populations import USERS
from iam_audit.model import Finding, LastUse, Section, Severity, Snapshot, Used, User, UseUnknown, whole_days


@dataclass(frozen=True)
class UserInactive(Check):
    """A user that nobody works as any more is a door nobody watches.

    What counts is the newest sign-in with the password or use of any access key, active or not; without any,
    the day the user was made. SSH keys, service-specific credentials and signing certificates leave no trace
    in IAM, so look at them before deleting a user.
    """

    id = "user-inactive"
    title = "User has been inactive"
    severity = Severity.MEDIUM
    needs = (Section.USERS, Section.PASSWORDS, Section.ACCESS_KEYS)
    examines = USERS
    remedy = Remedy(
        text="Ask who {user} was. Take away the password and deactivate the keys first; delete the user when"
        " nothing has missed it for a month.",
        console=(
            "IAM > Users > {user} > Security credentials",
            "Manage console access > Disable console access",
            "Access keys > Actions > Deactivate on each key",
            "After a quiet month, IAM > Users > {user} > Delete",
        ),
        cli=(
            key_commands.LIST,
            "aws iam delete-login-profile --user-name {user}",
            key_commands.DEACTIVATE,
        ),
        automated=key_commands.REVOKE_UNUSED,
    )

    follows = same_for_machines("user-inactive", "max_days")

    max_days: int = option(90, "Days without any sign-in or key use; exactly this many pass.")
    machine_max_days: int = option(
        90, "Days a program may go without any sign-in or key use; unless set, max_days."
    )

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:
        """Flag users without activity for more than `max_days` whole days."""
        for user in snapshot.users:
            uses = [
                user.password.last_used,
                *(key.last_used for key in snapshot.keys_by_user.get(user.name, ())),
            ]
            if verdict := self._judge(user, uses, now):
                yield verdict

    def _judge(self, user: User, uses: list[LastUse], now: datetime) -> Finding | None:
        used = [use.at for use in uses if isinstance(use, Used)]
        quiet = [use.quiet_since for use in uses if isinstance(use, UseUnknown) and use.quiet_since]
        traces = [*used, *quiet, *([user.created_at] if user.created_at else [])]
        if traces and whole_days(max(traces), now) <= self.max_days:
            return None
        for use in uses:
            if isinstance(use, UseUnknown) and not use.quiet_since:
                return self.unknown(
                    user, f"The last use of a credential of {user.name} is not known: {use.why}"
                )
        if not traces:
            return self.unknown(
                user, f"{user.name} was never active, and AWS did not say when the user was made."
            )
        did = _words(max(used, default=None), max(quiet, default=None), whole_days(max(traces), now))
        return self._finding(user, did, max(used, default=None), whole_days(max(traces), now))

    def _finding(self, user: User, did: str, active: datetime | None, days: int) -> Finding:
        facts: Facts = {
            "inactive_days": days,
            "limit_days": self.max_days,
            "last_active_at": active.isoformat() if active else None,
            "user_created_at": user.created_at.isoformat() if user.created_at else None,
        }
        return self.finding(user, f"{user.name} {did}; the limit is {self.max_days}.", facts)


def _words(active: datetime | None, quiet: datetime | None, days: int) -> str:
    """Return how long somebody has not been active; a use before AWS kept records leaves no trace."""
    if quiet and (active is None or quiet > active):
        return f"shows {no_use_since(quiet)}, at least {days} days"
    if active:
        return f"was last active {days} days ago"
    return f"was never active in the {days} days since it was made"
