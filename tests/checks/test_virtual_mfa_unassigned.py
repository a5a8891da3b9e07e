"""Virtual MFA devices that nobody was given."""

from verdicts import examined, findings

from builders import snapshot
from iam_audit.checks.virtual_mfa_unassigned import VirtualMfaUnassigned
from iam_audit.model import MfaDevice, MfaKind
from setting_builders import virtual_device


def test_flags_devices_without_a_user():
    read = snapshot(mfa_devices=(virtual_device("left-over", None), virtual_device("alice", "alice")))

    found = findings(VirtualMfaUnassigned(), read)

    assert [finding.resource.name for finding in found] == ["left-over"]
    assert examined(VirtualMfaUnassigned(), read) == 2


def test_devices_of_other_kinds_are_not_looked_at():
    key = MfaDevice(serial="GAHT12345678", kind=MfaKind.HARDWARE)

    assert examined(VirtualMfaUnassigned(), snapshot(mfa_devices=(key,))) == 0
