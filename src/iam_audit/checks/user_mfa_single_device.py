"""Users with one MFA device and no second one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from iam_audit.checks import mfa_commands
from iam_audit.checks.base import Check, Population, Remedy, option
from iam_audit.checks.mfa_facts import devices_of
from iam_audit.model import Finding, Section, Severity, Snapshot, User


def users_with_mfa(snapshot: Snapshot) -> Iterator[User]:
    """Yield the users who have MFA, or may have it."""
    return (user for user in snapshot.users if user.mfa_active is not False)


@dataclass(frozen=True)
class UserMfaSingleDevice(Check):
    """Whoever loses the only device is locked out, and helping them means switching MFA off.

    AWS takes up to eight devices per user. How many root has, no API tells. What devices users have beside
    virtual ones is read on request.
    """

    id = "user-mfa-single-device"
    title = "User has a single MFA device"
    severity = Severity.INFO
    needs = (Section.USERS, Section.MFA, Section.MFA_DEVICES)
    examines = Population("users with MFA", users_with_mfa)
    remedy = Remedy(
        text="Have {user} register a second device and keep it elsewhere.",
        console=mfa_commands.CONSOLE,
        cli=("aws iam list-mfa-devices --user-name {user}",),
    )

    minimum: int = option(2, "How many devices a user with MFA should have.")

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Flag users with too few devices."""
        for user in users_with_mfa(snapshot):
            found = len(devices_of(user, snapshot))
            if found == 0:
                yield self.unknown(user, f"AWS lists no MFA device of {user.name}, who may have one.")
            elif found < self.minimum:
                message = (
                    f"{user.name} has {found} MFA device{'s' * (found != 1)}; {self.minimum} are wanted."
                )
                yield self.finding(user, message, {"devices": found, "minimum": self.minimum})
