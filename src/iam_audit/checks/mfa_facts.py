"""Which second factors users have, as far as it is known."""

from collections.abc import Iterator

from iam_audit.model import MfaDevice, MfaKind, Section, Snapshot, User

WEAK = (MfaKind.VIRTUAL, MfaKind.SMS)
"""What can be copied, or read from a screen by somebody else."""
HARD = (MfaKind.HARDWARE, MfaKind.PASSKEY)


def devices_of(user: User, snapshot: Snapshot) -> tuple[MfaDevice, ...]:
    """Return the devices that are known of a user."""
    return tuple(device for device in snapshot.mfa_devices if device.user_name == user.name)


def all_known(snapshot: Snapshot) -> bool:
    """Whether the devices that are known are all there are; else only the virtual ones are."""
    return snapshot.gap(Section.MFA_DEVICES) is None


def console_users_with_mfa(snapshot: Snapshot) -> Iterator[User]:
    """Yield the users who can sign in, or may, and have MFA, or may."""
    for user in snapshot.users:
        if user.password.enabled is not False and user.mfa_active is not False:
            yield user


def doubt(user: User) -> str | None:
    """Say what of a user is not certain: the password, or the second factor."""
    if user.password.enabled is None:
        return f"AWS did not say whether {user.name} has a console password."
    return None if user.mfa_active else f"AWS did not say whether {user.name} has MFA."
