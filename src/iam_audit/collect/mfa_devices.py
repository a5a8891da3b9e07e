"""Virtual MFA devices, root's and those that nobody was given among them."""

import msgspec

from iam_audit.collect.asking import PAGE, listed
from iam_audit.collect.base import Answer, Client, Collector
from iam_audit.collect.mfa_shapes import FILE, kind_of
from iam_audit.collect.shapes import Moment, read_shape
from iam_audit.model import ROOT_NAME, Account, MfaDevice, Section


class RawOwner(msgspec.Struct, rename="pascal"):
    """Whose device it is. For root AWS gives the account's ARN, and at times no name."""

    arn: str
    user_name: str | None = None


class RawDevice(msgspec.Struct, rename="pascal"):
    """An entry of ListVirtualMFADevices."""

    serial_number: str
    enable_date: Moment | None = None
    user: RawOwner | None = None


class VirtualMfaDevices(Collector[tuple[MfaDevice, ...]]):
    """Asks for all virtual devices of the account, assigned or not."""

    section = Section.VIRTUAL_MFA_DEVICES
    file = FILE
    key = "VirtualMFADevices"
    permissions = ("iam:ListVirtualMFADevices",)

    def fetch(self, client: Client) -> Answer:
        """Return the list."""
        return listed(
            client.list_virtual_mfa_devices, "VirtualMFADevices", AssignmentStatus="Any", MaxItems=PAGE
        )

    def parse(self, answer: Answer, account: Account) -> tuple[MfaDevice, ...]:  # noqa: ARG002
        """Shape the list."""
        return tuple(
            MfaDevice(
                serial=raw.serial_number,
                kind=kind_of(raw.serial_number),
                user_name=_owner(raw.user),
                enabled_at=raw.enable_date,
            )
            for raw in read_shape(answer, list[RawDevice], self.file)
        )


def _owner(raw: RawOwner | None) -> str | None:
    """Return the user's name. Root is told by its ARN, exactly: a user may be called root as well."""
    if raw is None:
        return None
    if raw.arn.endswith(":root"):
        return ROOT_NAME
    return raw.user_name or raw.arn.rpartition("/")[2]
