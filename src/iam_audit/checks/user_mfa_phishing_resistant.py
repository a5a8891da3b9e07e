"""Users without a passkey or security key."""

from collections.abc import Iterator
from datetime import datetime

from iam_audit.checks import mfa_commands
from iam_audit.checks.base import Check, Population, Remedy
from iam_audit.checks.mfa_facts import console_users_with_mfa, devices_of, doubt
from iam_audit.model import Finding, MfaKind, Section, Severity, Snapshot


class UserMfaPhishingResistant(Check):
    """A passkey or security key answers to AWS's own site alone, so a copied sign-in page gets nothing.

    Codes, from an app or from a hardware token, can be typed into any page. Users without MFA are left to
    `user-mfa-console`. What devices users have beside virtual ones is read on request.
    """

    id = "user-mfa-phishing-resistant"
    title = "User has no phishing-resistant MFA"
    severity = Severity.MEDIUM
    needs = (Section.USERS, Section.PASSWORDS, Section.MFA, Section.MFA_DEVICES)
    examines = Population("console users with MFA", console_users_with_mfa)
    remedy = Remedy(
        text="Have {user} register a passkey or security key, two of them if {user} must never be locked out.",
        console=mfa_commands.CONSOLE,
        cli=("aws iam list-mfa-devices --user-name {user}",),
    )

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Flag users with MFA of which nothing is a passkey."""
        for user in console_users_with_mfa(snapshot):
            kinds = {device.kind for device in devices_of(user, snapshot)}
            if MfaKind.PASSKEY in kinds:
                continue
            if why := doubt(user):
                yield self.unknown(user, why)
            elif not kinds or MfaKind.UNKNOWN in kinds:
                yield self.unknown(user, f"AWS does not tell what kind of MFA {user.name} has.")
            else:
                named = ", ".join(sorted(kinds))
                message = f"The MFA of {user.name} is {named}, whose codes can be phished."
                yield self.finding(user, message, {"kinds": named})
