"""A root user whose second factor is an app."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from iam_audit.checks.base import Check, Examined, Remedy
from iam_audit.checks.populations import ROOT, root_user
from iam_audit.checks.root_facts import root_has_keys, root_has_mfa, root_has_password
from iam_audit.model import ROOT_NAME, Finding, MfaKind, Section, Severity, Snapshot

GOVCLOUD = "aws-us-gov"
"""Root of a GovCloud account cannot sign in to the console."""


class RootMfaHardware(Check):
    """Root can do everything, so its second factor should be a thing that cannot be copied.

    AWS lists virtual devices only. A root with MFA and without a virtual device has a hardware token or a
    security key. A root that cannot sign in, or has no MFA at all, is left to `root-mfa`, as is root in GovCloud.
    """

    id = "root-mfa-hardware"
    title = "Root user's MFA is virtual"
    severity = Severity.CRITICAL
    needs = (Section.ACCOUNT_SUMMARY, Section.VIRTUAL_MFA_DEVICES)
    examines = ROOT
    remedy = Remedy(
        text="Register a hardware token or security key for root of account {account}, better two, and remove the"
        " virtual device.",
        console=(
            "Sign in as root > account menu > Security credentials > Multi-factor authentication (MFA)",
            "Assign MFA device > Passkey or security key; then remove the authenticator app",
        ),
        cli=("aws iam list-virtual-mfa-devices --assignment-status Assigned",),
    )

    def members(self, snapshot: Snapshot) -> Iterable[Examined]:
        """Return root where it can sign in with MFA."""
        no_way_in = root_has_password(snapshot) is False and root_has_keys(snapshot) is False
        here = (
            snapshot.account.partition != GOVCLOUD and root_has_mfa(snapshot) is not False and not no_way_in
        )
        return (root_user(snapshot),) if here else ()

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Flag a virtual device of root's own: a user may be called root as well, so the owner must be exact."""
        for root in self.members(snapshot):
            devices = [
                one
                for one in snapshot.mfa_devices
                if one.user_name == ROOT_NAME and one.kind is MfaKind.VIRTUAL
            ]
            if devices:
                message = f"Root of account {snapshot.account.id} has a virtual MFA device."
                yield self.finding(root, message, {"serial": devices[0].serial})
            elif root_has_mfa(snapshot) is None:
                yield self.unknown(
                    root, "Neither the credential report nor the account summary tells of root's MFA."
                )
