"""Users without a passkey or security key."""

import pytest
from verdicts import FAILS, FINE, UNKNOWN, verdicts

from builders import password, snapshot, user
from iam_audit.checks.user_mfa_phishing_resistant import UserMfaPhishingResistant
from iam_audit.model import MfaDevice, MfaKind


def device(kind, name="alice"):
    return MfaDevice(serial=f"serial-{kind}", kind=kind, user_name=name)


def console(*kinds, gaps=(), **fields):
    """Alice, who signs in with a password and these devices."""
    alice = user(**({"password": password(), "mfa_active": True} | fields))
    return snapshot(users=(alice,), mfa_devices=tuple(map(device, kinds)), gaps=gaps)


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        pytest.param(console(MfaKind.PASSKEY), FINE, id="a passkey"),
        pytest.param(console(MfaKind.PASSKEY, MfaKind.VIRTUAL), FINE, id="a passkey and an app"),
        pytest.param(console(MfaKind.HARDWARE), FAILS, id="a token that shows codes"),
        pytest.param(console(MfaKind.VIRTUAL), FAILS, id="an app"),
        pytest.param(console(MfaKind.VIRTUAL, MfaKind.UNKNOWN), UNKNOWN, id="something unknown"),
        pytest.param(console(), UNKNOWN, id="nothing that AWS lists"),
        pytest.param(console(MfaKind.VIRTUAL, mfa_active=None), UNKNOWN, id="perhaps no MFA"),
        pytest.param(console(mfa_active=False), FINE, id="no MFA is left to another check"),
        pytest.param(console(MfaKind.VIRTUAL, password=password(enabled=False)), FINE, id="no password"),
    ],
)
def test_flags_users_whose_codes_can_be_phished(read, expected):
    assert verdicts(UserMfaPhishingResistant(), read) == expected
