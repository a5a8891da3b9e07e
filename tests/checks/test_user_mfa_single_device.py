"""Users with one MFA device."""

import pytest
from verdicts import FAILS, FINE, UNKNOWN, verdicts

from builders import snapshot, user
from iam_audit.checks.user_mfa_single_device import UserMfaSingleDevice
from iam_audit.model import MfaDevice, MfaKind


def device(kind, name="alice"):
    return MfaDevice(serial=f"serial-{kind}", kind=kind, user_name=name)


def people(*kinds, gaps=(), **fields):
    """Alice, with these devices."""
    alice = user(**({"mfa_active": True} | fields))
    return snapshot(users=(alice,), mfa_devices=tuple(map(device, kinds)), gaps=gaps)


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        pytest.param(people(MfaKind.VIRTUAL), FAILS, id="one"),
        pytest.param(people(MfaKind.VIRTUAL, MfaKind.PASSKEY), FINE, id="two"),
        pytest.param(people(), UNKNOWN, id="none that AWS lists"),
        pytest.param(people(mfa_active=False), FINE, id="no MFA"),
    ],
)
def test_flags_users_with_too_few_devices(read, expected):
    assert verdicts(UserMfaSingleDevice(), read) == expected


def test_more_devices_can_be_wanted():
    assert verdicts(UserMfaSingleDevice(minimum=3), people(MfaKind.VIRTUAL, MfaKind.PASSKEY)) == FAILS
