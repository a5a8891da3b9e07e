"""What an MFA device is, told from its serial number."""

from iam_audit.model import MfaKind

FILE = "mfa-devices.json"

KINDS = ((":mfa/", MfaKind.VIRTUAL), (":u2f/", MfaKind.PASSKEY), (":sms-mfa/", MfaKind.SMS))


def kind_of(serial: str) -> MfaKind:
    """Return the kind of a device: all but hardware tokens have ARNs, which tell."""
    if not serial.startswith("arn:"):
        return MfaKind.HARDWARE
    return next((kind for mark, kind in KINDS if mark in serial), MfaKind.UNKNOWN)
