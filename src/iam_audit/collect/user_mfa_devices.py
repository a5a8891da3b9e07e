"""The MFA devices of single users, which alone show passkeys and hardware tokens."""

from collections.abc import Sequence

import msgspec

from iam_audit.collect.asking import PAGE, listed
from iam_audit.collect.base import Answer, Client, PerUserCollector
from iam_audit.collect.mfa_shapes import FILE, kind_of
from iam_audit.collect.shapes import Moment, read_shape
from iam_audit.model import Account, MfaDevice, Section, Snapshot


class RawDevice(msgspec.Struct, rename="pascal"):
    """An entry of ListMFADevices."""

    user_name: str
    serial_number: str
    enable_date: Moment | None = None


class UserMfaDevices(PerUserCollector[tuple[MfaDevice, ...]]):
    """Asks about the users of whom it is unknown whether they have MFA; on request, what sort it is."""

    section = Section.MFA_DEVICES
    file = FILE
    key = "MFADevices"
    bare = None
    permissions = ("iam:ListMFADevices",)
    live = True
    essential = False

    def users(self, snapshot: Snapshot) -> Sequence[str]:
        """Return the users of whom we do not know whether they have MFA."""
        return [user.name for user in snapshot.users if user.mfa_active is None]

    def users_on_request(self, snapshot: Snapshot) -> Sequence[str]:
        """Return everybody with MFA: beside a virtual device, which is known, there may be others."""
        return with_mfa(snapshot)

    def fetch(self, client: Client, user_name: str) -> Sequence[Answer]:
        """Return the devices of one user."""
        return listed(client.list_mfa_devices, "MFADevices", UserName=user_name, MaxItems=PAGE)

    def parse(self, answer: Answer, account: Account) -> tuple[MfaDevice, ...]:  # noqa: ARG002
        """Shape the list."""
        return tuple(
            MfaDevice(
                serial=raw.serial_number,
                kind=kind_of(raw.serial_number),
                user_name=raw.user_name,
                enabled_at=raw.enable_date,
            )
            for raw in read_shape(answer, list[RawDevice], self.file)
        )


def with_mfa(snapshot: Snapshot) -> list[str]:
    """Return the users who have MFA, or may have it."""
    return [user.name for user in snapshot.users if user.mfa_active is not False]


def without_known_device(snapshot: Snapshot) -> list[str]:
    """Return the users who have MFA, or may have it, while no device of theirs is known."""
    known = {device.user_name for device in snapshot.mfa_devices}
    return [name for name in with_mfa(snapshot) if name not in known]
