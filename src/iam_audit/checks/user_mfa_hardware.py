"""Users whose second factor is an app or a text message."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from iam_audit.checks import mfa_commands
from iam_audit.checks.base import Check, Population, Remedy, option
from iam_audit.checks.mfa_facts import HARD, WEAK, all_known, console_users_with_mfa, devices_of, doubt
from iam_audit.model import Finding, Section, Severity, Snapshot, User


@dataclass(frozen=True)
class UserMfaHardware(Check):
    """A code from an app can be phished, and its secret copied; a hardware token or security key cannot.

    Virtual devices are always known. What else a user has is told only when `mfa_devices` is included; without
    it, users of whom no virtual device is known are not judged. AWS gives passkeys and security keys the same
    kind of ARN, so both pass. Users without MFA are left to `user-mfa-console`.
    """

    id = "user-mfa-hardware"
    title = "User's MFA is not hardware"
    severity = Severity.HIGH
    needs = (Section.USERS, Section.PASSWORDS, Section.MFA, Section.VIRTUAL_MFA_DEVICES)
    examines = Population("console users whose MFA devices are known", console_users_with_mfa)
    remedy = Remedy(
        text="Give {user} a security key, then take the virtual device away.",
        console=mfa_commands.CONSOLE,
        cli=(
            "aws iam list-mfa-devices --user-name {user}",
            "aws iam deactivate-mfa-device --user-name {user} --serial-number SERIAL_NUMBER",
        ),
    )

    one_is_enough: bool = option(False, "Pass users who have a hardware device beside a virtual one.")

    def members(self, snapshot: Snapshot) -> Iterator[User]:
        """Yield the users of whom enough is known."""
        return (user for user in console_users_with_mfa(snapshot) if self._decided(user, snapshot))

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Flag users with a virtual device or text messages; what is not known is said once."""
        open_cases = [user for user in console_users_with_mfa(snapshot) if not self._decided(user, snapshot)]
        if open_cases:
            yield self.unknown(snapshot.account, _open(open_cases, snapshot))
        for user in self.members(snapshot):
            kinds = [device.kind for device in devices_of(user, snapshot)]
            if not any(kind in WEAK for kind in kinds) or (
                self.one_is_enough and any(kind in HARD for kind in kinds)
            ):
                continue
            named = ", ".join(sorted(set(kinds)))
            verdict = self.finding(user, f"The MFA of {user.name} is {named}.", {"kinds": named})
            yield verdict if doubt(user) is None else self.unknown(user, f"{doubt(user)} {verdict.message}")

    def _decided(self, user: User, snapshot: Snapshot) -> bool:
        kinds = [device.kind for device in devices_of(user, snapshot)]
        if any(kind in WEAK for kind in kinds) and not self.one_is_enough:
            return True
        if any(kind in HARD for kind in kinds):
            return all_known(snapshot) or self.one_is_enough
        return bool(kinds) and all_known(snapshot) and all(kind in WEAK for kind in kinds)


def _open(users: list[User], snapshot: Snapshot) -> str:
    gap = snapshot.gap(Section.MFA_DEVICES)
    why = gap.reason.rstrip(".") if gap else "AWS lists no device of theirs whose kind can be told"
    who = "1 user who signs" if len(users) == 1 else f"{len(users)} users who sign"
    return f"Of {who} in with MFA it is not known what kind it is: {why}."
