"""Users without a second factor, whether or not they have a password."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from iam_audit.checks import mfa_commands
from iam_audit.checks.base import Check, Remedy, option
from iam_audit.checks.populations import USERS, is_machine
from iam_audit.model import Finding, Section, Severity, Snapshot, User


@dataclass(frozen=True)
class UserMfaAll(Check):
    """A user without MFA has one factor only, in the console or behind an access key.

    Who can sign in is judged by `user-mfa-console`; this check also counts users who only have keys, as some
    benchmarks do. A machine cannot show a second factor: users that the rules of `[classify]` call programs are left
    out, and so are those with a tag that the option names.
    """

    id = "user-mfa-all"
    title = "User has no MFA"
    severity = Severity.MEDIUM
    needs = (Section.USERS, Section.MFA)
    examines = USERS
    remedy = Remedy(
        text="Have {user} register a second factor; replace the keys of a machine by a role.",
        console=mfa_commands.CONSOLE,
        cli=mfa_commands.CLI,
    )

    exclude_tags: tuple[str, ...] = option(
        (), "Leave out users with one of these tags, written key or key=value; none by default."
    )

    exclude_machines: bool = option(True, "Leave out users that the rules of `[classify]` call programs.")

    def members(self, snapshot: Snapshot) -> Iterator[User]:
        """Yield the users who are not left out."""
        return (user for user in snapshot.users if not self._left_out(user, snapshot))

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Flag users without MFA."""
        for user in self.members(snapshot):
            if user.mfa_active is None:
                yield self.unknown(user, f"AWS did not say whether {user.name} has MFA.")
            elif not user.mfa_active and user.tags is None and self.exclude_tags:
                yield self.unknown(
                    user, f"{user.name} has no MFA, and the tags that may excuse it were not read."
                )
            elif not user.mfa_active:
                yield self.finding(user, f"{user.name} has no MFA.", {"mfa_active": False})

    def _left_out(self, user: User, snapshot: Snapshot) -> bool:
        if self.exclude_machines and is_machine(user, snapshot):
            return True
        tags = user.tags or {}
        return any(
            one in tags or one in (f"{key}={value}" for key, value in tags.items())
            for one in self.exclude_tags
        )
