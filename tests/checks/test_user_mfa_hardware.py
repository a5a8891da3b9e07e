"""Users whose MFA is an app or a text message."""

import pytest
from verdicts import FAILS, FINE, UNKNOWN, examined, findings, verdicts

from builders import password, snapshot, user
from iam_audit.checks.user_mfa_hardware import UserMfaHardware
from iam_audit.model import MfaDevice, MfaKind, Section


def device(kind, name="alice"):
    return MfaDevice(serial=f"serial-{kind}", kind=kind, user_name=name)


def console(*kinds, gaps=(), **fields):
    """Alice, who signs in with a password and these devices."""
    alice = user(**({"password": password(), "mfa_active": True} | fields))
    return snapshot(users=(alice,), mfa_devices=tuple(map(device, kinds)), gaps=gaps)


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        pytest.param(console(MfaKind.VIRTUAL), FAILS, id="an app"),
        pytest.param(console(MfaKind.SMS), FAILS, id="text messages"),
        pytest.param(console(MfaKind.PASSKEY), FINE, id="a passkey"),
        pytest.param(console(MfaKind.HARDWARE), FINE, id="a hardware token"),
        pytest.param(console(MfaKind.PASSKEY, MfaKind.VIRTUAL), FAILS, id="an app beside a passkey"),
        pytest.param(console(MfaKind.UNKNOWN), UNKNOWN, id="of unknown kind"),
        pytest.param(console(), UNKNOWN, id="none that AWS lists"),
        pytest.param(console(gaps=(Section.MFA_DEVICES,)), UNKNOWN, id="not asked for, and not virtual"),
        pytest.param(
            console(MfaKind.VIRTUAL, gaps=(Section.MFA_DEVICES,)), FAILS, id="virtual, whatever else there is"
        ),
        pytest.param(console(MfaKind.VIRTUAL, mfa_active=None), UNKNOWN, id="perhaps no MFA"),
        pytest.param(
            console(MfaKind.VIRTUAL, password=password(enabled=None)), UNKNOWN, id="perhaps no password"
        ),
        pytest.param(console(MfaKind.VIRTUAL, password=password(enabled=False)), FINE, id="no password"),
        pytest.param(console(mfa_active=False), FINE, id="no MFA is left to another check"),
    ],
)
def test_flags_devices_that_can_be_copied(read, expected):
    assert verdicts(UserMfaHardware(), read) == expected


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        pytest.param(console(MfaKind.PASSKEY, MfaKind.VIRTUAL), FINE, id="a passkey beside an app"),
        pytest.param(console(MfaKind.VIRTUAL), FAILS, id="an app alone"),
        pytest.param(
            console(MfaKind.VIRTUAL, gaps=(Section.MFA_DEVICES,)), UNKNOWN, id="an app, and perhaps more"
        ),
    ],
)
def test_one_hardware_device_can_be_enough(read, expected):
    assert verdicts(UserMfaHardware(one_is_enough=True), read) == expected


def test_users_of_whom_too_little_is_known_do_not_count_as_passed():
    read = console(gaps=(Section.MFA_DEVICES,))

    assert examined(UserMfaHardware(), read) == 0
    assert "1 user who signs in" in findings(UserMfaHardware(), read)[0].message
