"""Virtual MFA devices that nobody was given."""

from collections.abc import Iterator
from datetime import datetime

from iam_audit.checks.base import Check, Population, Remedy
from iam_audit.checks.populations import Thing
from iam_audit.model import Finding, MfaDevice, MfaKind, Resource, Section, Severity, Snapshot


def virtual_devices(snapshot: Snapshot) -> Iterator[Thing]:
    """Yield the virtual devices of the account."""
    return (_thing(one, snapshot) for one in snapshot.mfa_devices if one.kind is MfaKind.VIRTUAL)


class VirtualMfaUnassigned(Check):
    """A device that was made and never assigned is a secret that lies about somewhere.

    Whoever kept the code shown when it was made has a working second factor as soon as somebody assigns it.
    """

    id = "virtual-mfa-unassigned"
    title = "Virtual MFA device belongs to nobody"
    severity = Severity.LOW
    needs = (Section.VIRTUAL_MFA_DEVICES,)
    examines = Population("virtual MFA devices", virtual_devices)
    remedy = Remedy(
        text="Delete the device {name}; make a new one when somebody needs it.",
        console=("The console does not show devices without a user: use the command below",),
        cli=(
            "aws iam list-virtual-mfa-devices --assignment-status Unassigned",
            "aws iam delete-virtual-mfa-device --serial-number {arn}",
        ),
    )

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Flag devices without a user."""
        for device in snapshot.mfa_devices:
            if device.kind is MfaKind.VIRTUAL and device.user_name is None:
                thing = _thing(device, snapshot)
                message = f"The virtual MFA device {thing.resource.name} was made and given to nobody."
                yield self.finding(thing, message, {"assigned": False})


def _thing(device: MfaDevice, snapshot: Snapshot) -> Thing:
    name = device.serial.partition(":mfa/")[2] or device.serial
    account_id = snapshot.account.id
    return Thing(
        Resource(type="mfa-device", id=device.serial, arn=device.serial, name=name, account_id=account_id)
    )
