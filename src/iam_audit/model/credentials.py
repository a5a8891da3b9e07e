"""The credentials of users and root: access keys, passwords, MFA devices, certificates."""

from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

import msgspec

from iam_audit.model.resource import Resource

ROOT_NAME = "<root_account>"
"""How the credential report calls the root user; no IAM user can have this name."""


class Used(msgspec.Struct, frozen=True, kw_only=True, tag="used", tag_field="state"):
    """The credential was used, most recently at this time."""

    at: datetime
    service: str | None = None
    """The service namespace, such as `s3`; None when AWS does not say (passwords, old uses)."""
    region: str | None = None


class NeverUsed(msgspec.Struct, frozen=True, kw_only=True, tag="never", tag_field="state"):
    """AWS has tracked the credential for its whole life and saw no use."""


class UseUnknown(msgspec.Struct, frozen=True, kw_only=True, tag="unknown", tag_field="state"):
    """We cannot tell whether the credential was ever used."""

    why: str
    quiet_days: int | None = None
    """How many days without a use AWS vouches for, up to when the account was read; None when it does not."""
    quiet_since: datetime | None = None
    """Since when AWS has kept track, and has seen no use; before that nobody knows. None when that is not so."""


LastUse: TypeAlias = Used | NeverUsed | UseUnknown


class AccessKey(msgspec.Struct, frozen=True, kw_only=True):
    """An access key of a user or of root."""

    user_name: str
    user_arn: str
    account_id: str
    id: str | None = None
    """None when AWS was not asked, would not say, or the answer could not be matched beyond doubt."""
    slot: int | None = None
    """1 or 2, as the credential report numbers them; None when the report was not read."""
    active: bool | None
    created_at: datetime | None
    """When the key was made; while its id is unknown, when it was made or last switched on (`rotated_at`)."""
    rotated_at: datetime | None = None
    """The report's last_rotated: it moves when a key is switched off and on again."""
    last_used: LastUse

    @property
    def label(self) -> str:
        """The key id, or the slot when the id is unknown."""
        return self.id or (f"key {self.slot}" if self.slot else "key with unknown id")

    @property
    def resource(self) -> Resource:
        """What a finding about this key points at."""
        return Resource(
            type="access-key",
            id=self.id or f"{self.user_name}/{self.slot or 'unknown'}",
            arn=self.user_arn,
            name=self.user_name,
            account_id=self.account_id,
        )


class Password(msgspec.Struct, frozen=True, kw_only=True):
    """The console password of a user or of root."""

    enabled: bool | None
    last_used: LastUse
    changed_at: datetime | None = None
    """None when there is no password or AWS does not tell."""
    next_rotation_at: datetime | None = None
    """When the password expires; None when it does not, or AWS does not tell."""


class LoginProfile(msgspec.Struct, frozen=True, kw_only=True):
    """That a user has a console password, and whether it must be changed at the next sign-in."""

    user_name: str
    created_at: datetime | None = None
    """When the user first got a password, not when it was last changed."""
    reset_required: bool | None = None


class SigningCertificate(msgspec.Struct, frozen=True, kw_only=True):
    """An X.509 signing certificate, as the credential report counts them: two at most."""

    slot: int
    active: bool | None
    rotated_at: datetime | None = None


class MfaKind(StrEnum):
    """What sort of second factor a device is."""

    VIRTUAL = "virtual"
    HARDWARE = "hardware"
    PASSKEY = "passkey"
    """A passkey or FIDO2 security key: AWS gives both the same kind of ARN."""
    SMS = "sms"
    UNKNOWN = "unknown"


class MfaDevice(msgspec.Struct, frozen=True, kw_only=True):
    """A second factor, assigned to a user or left unassigned."""

    serial: str
    """An ARN for virtual devices and passkeys, a printed serial number for hardware tokens."""
    kind: MfaKind
    user_name: str | None = None
    """None for a virtual device that nobody was given; `<root_account>` for root's."""
    enabled_at: datetime | None = None


class SshPublicKey(msgspec.Struct, frozen=True, kw_only=True):
    """An SSH public key for CodeCommit."""

    user_name: str
    id: str
    active: bool | None
    uploaded_at: datetime | None = None


class ServiceSpecificCredential(msgspec.Struct, frozen=True, kw_only=True):
    """A user name and password, or an API key, for one service: CodeCommit, Keyspaces, Bedrock, CloudWatch."""

    user_name: str
    id: str
    service: str
    """The service principal, such as `codecommit.amazonaws.com`."""
    active: bool | None
    created_at: datetime | None = None
    expires_at: datetime | None = None
    """None when it never expires."""
