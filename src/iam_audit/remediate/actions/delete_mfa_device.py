"""Deleting virtual MFA devices that nobody uses."""

from collections.abc import Iterator
from dataclasses import dataclass

from iam_audit.collect.mfa_devices import VirtualMfaDevices
from iam_audit.model import Account, MfaDevice, Section
from iam_audit.remediate.base import Changing, Client, Door
from iam_audit.remediate.changing import GONE, change
from iam_audit.remediate.nouns import Facts, Refusal, Rule, Step, Target
from iam_audit.remediate.observing import Looking
from iam_audit.remediate.proposing import Proposing, target_of


@dataclass(frozen=True)
class DeleteMfaDevice(Proposing):
    """Delete a virtual MFA device that is assigned to nobody: left over when somebody gave up half-way, or left.

    A device that somebody was given since is left alone, and AWS itself refuses to delete one in use.
    """

    id = "delete-mfa-device"
    title = "delete the MFA device"
    answers = ("virtual-mfa-unassigned",)
    reads = ("iam:ListVirtualMFADevices",)
    writes = ("iam:DeleteVirtualMFADevice",)
    reversible = False
    final = True
    lasting = (
        "A deleted MFA device cannot be brought back, and nobody could sign in with it: set up a new one."
    )

    def plan(self, changing: Changing) -> Iterator[Step | Refusal]:
        """Propose it for a device that belongs to nobody."""
        thing, snapshot = changing.finding.resource, changing.snapshot
        target = Target(account_id=thing.account_id, type="mfa-device", id=thing.id, arn=thing.arn)
        device = next((one for one in snapshot.mfa_devices if one.serial == thing.id), None)
        if snapshot.gap(Section.VIRTUAL_MFA_DEVICES):
            yield self.refusal(
                target, Rule.UNREADABLE, "The virtual MFA devices of the account were not read."
            )
        elif device is None:
            yield self.refusal(
                target_of(changing.finding), Rule.UNSUITABLE, "It is no MFA device of the account."
            )
        elif device.user_name is not None:
            yield self.refusal(target, Rule.IN_USE, f"{device.serial} belongs to {device.user_name}.")
        else:
            yield self.step(changing, target, {"mfa_device": device.serial, "mfa_user": None})

    def observe(self, target: Target, door: Door) -> Facts:
        """Ask whether the device is there, and whose it is."""
        iam, looking = door("iam"), Looking()
        found = looking.ask(lambda: _devices(iam, target), "mfa_device", "mfa_user")
        if found is not None:
            looking.note({"mfa_device": target.id if found else None})
        for device in found or ():
            looking.note({"mfa_user": device.user_name})
        return looking.facts()

    def act(self, step: Step, door: Door) -> None:
        """Delete the device."""
        change(door("iam").delete_virtual_mfa_device, *GONE, SerialNumber=step.target.id)

    def done(self, step: Step, after: Facts) -> bool | None:  # noqa: ARG002 - it is the same for every device
        """Whether AWS does not list the device any more."""
        return after["mfa_device"] is None if "mfa_device" in after else None


def _devices(iam: Client, target: Target) -> list[MfaDevice]:
    collector = VirtualMfaDevices()
    every = collector.parse(collector.fetch(iam), Account(id=target.account_id))
    return [device for device in every if device.serial == target.id]
