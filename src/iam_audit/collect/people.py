"""One user, put together from the report, the authorization details and answers about the user alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from iam_audit.collect.access_keys import AccessKeys, ListedKey
from iam_audit.collect.authorization_details import UserDetail
from iam_audit.collect.key_join import join_keys
from iam_audit.collect.last_use import latest, password_without_use
from iam_audit.collect.login_profiles import LoginProfiles
from iam_audit.collect.readings import Readings
from iam_audit.collect.report_rows import ReportRow
from iam_audit.collect.user_mfa_devices import UserMfaDevices
from iam_audit.collect.users import ListedUser
from iam_audit.model import (
    AccessKey,
    LastUse,
    NeverUsed,
    Password,
    SigningCertificate,
    Used,
    User,
    UseUnknown,
)

CERTIFICATE_UNKNOWN = (SigningCertificate(slot=1, active=None),)
"""Only the report tells of signing certificates; without it there may be one."""


@dataclass(frozen=True)
class Person:
    """Everything that was said of one user. Fresh answers go before the report, and unknown stays unknown."""

    name: str
    readings: Readings
    row: ReportRow | None
    detail: UserDetail | None
    listed: ListedUser | None
    keys_listed: tuple[ListedKey, ...]

    @property
    def arn(self) -> str:
        """The ARN; made up from the account when only the name is known."""
        known = next((source.arn for source in (self.row, self.detail, self.listed) if source), None)
        account = self.readings.account
        return known or f"arn:{account.partition}:iam::{account.id}:user/{self.name}"

    @property
    def created_at(self) -> datetime | None:
        """When the user was made."""
        told = (
            self.row.created_at if self.row else None,
            self.listed.create_date if self.listed else None,
            self.detail.created_at if self.detail else None,
        )
        return next((moment for moment in told if moment), None)

    @cached_property
    def user(self) -> User:
        """The user."""
        return User(
            name=self.name,
            arn=self.arn,
            account_id=self.readings.account.id,
            id=self._id,
            path=self._path,
            created_at=self.created_at,
            password=self._password(),
            mfa_active=self._mfa_active(),
            signing_certificates=self.row.certificates if self.row else CERTIFICATE_UNKNOWN,
            tags=self.detail.tags if self.detail else None,
            permissions=self.detail.permissions if self.detail else None,
        )

    @property
    def keys_known(self) -> bool:
        """Whether anything tells which keys the user has."""
        return bool(self.row or self.keys_listed) or self.readings.covers(AccessKeys, self.name)

    @cached_property
    def keys(self) -> tuple[AccessKey, ...]:
        """The keys; one of which nothing is known when the user may have some."""
        if not self.keys_known:
            return (self._some_key(),)
        slots = self.row.keys if self.row else ()
        rules = self.readings.directly(AccessKeys, self.name)
        return join_keys(slots, self.keys_listed, self._own_key, listed_rules=rules)

    @property
    def _id(self) -> str | None:
        return next(
            (one for one in (self.detail and self.detail.id, self.listed and self.listed.user_id) if one),
            None,
        )

    @property
    def _path(self) -> str:
        return self.arn.partition(":user")[2].removesuffix(self.name) or "/"

    def _password(self) -> Password:
        enabled = self._password_enabled()
        reported = self.row.password if self.row else None
        return Password(
            enabled=enabled,
            last_used=self._password_use(enabled=enabled, reported=reported),
            changed_at=reported.changed_at if reported else None,
            next_rotation_at=reported.next_rotation_at if reported else None,
        )

    def _password_enabled(self) -> bool | None:
        profiles = self.readings.get(LoginProfiles) or ()
        if any(profile.user_name == self.name for profile in profiles):
            return True
        if self.readings.covers(LoginProfiles, self.name):
            return False
        return self.row.password.enabled if self.row else None

    def _password_use(self, *, enabled: bool | None, reported: Password | None) -> LastUse:
        """Return the last sign-in.

        That the report saw none is no news of a password set after it was made.
        """
        use: LastUse = UseUnknown(why=self._why_password())
        if reported and not (enabled and reported.enabled is False):
            use = reported.last_used
        if self.listed and self.listed.password_last_used:
            return latest(Used(at=self.listed.password_last_used), use)
        if enabled is False and not isinstance(use, Used):
            return NeverUsed()
        return latest(password_without_use(self.created_at), use) if self.listed and enabled else use

    def _why_password(self) -> str:
        if self._password_enabled() is None:
            why = self.readings.why(LoginProfiles, self.name).reason
            return f"Whether there is a password is unknown: {why}"
        return (
            "The password is younger than the credential report, and AWS was not asked when it was last used."
        )

    def _mfa_active(self) -> bool | None:
        devices = self.readings.get(UserMfaDevices) or ()
        if any(device.user_name == self.name for device in devices):
            return True
        if self.readings.covers(UserMfaDevices, self.name):
            return False
        return self.row.mfa_active if self.row else None

    def _own_key(self, listed: ListedKey) -> AccessKey:
        return AccessKey(
            user_name=self.name,
            user_arn=self.arn,
            account_id=self.readings.account.id,
            id=listed.access_key_id,
            active=listed.active,
            created_at=listed.created_at,
            last_used=listed.use or UseUnknown(why=self.readings.why_unused(self.name)),
        )

    def _some_key(self) -> AccessKey:
        return AccessKey(
            user_name=self.name,
            user_arn=self.arn,
            account_id=self.readings.account.id,
            active=None,
            created_at=None,
            last_used=UseUnknown(
                why=f"Whether there is a key is unknown: {self.readings.why(AccessKeys, self.name).reason}"
            ),
        )


def people(readings: Readings) -> tuple[Person, ...]:
    """Return everybody whom any source knows, by name, but for those who are gone by now."""
    keys = _by_user(readings.get(AccessKeys))
    names = readings.rows.keys() | readings.detailed.keys() | readings.listed.keys() | keys.keys()
    return tuple(
        Person(
            name=name,
            readings=readings,
            row=readings.rows.get(name),
            detail=readings.detailed.get(name),
            listed=readings.listed.get(name),
            keys_listed=keys.get(name, ()),
        )
        for name in sorted(names)
        if name not in readings.gone
    )


def _by_user(keys: Iterable[ListedKey] | None) -> dict[str, tuple[ListedKey, ...]]:
    found: dict[str, tuple[ListedKey, ...]] = {}
    for key in keys or ():
        found[key.user_name] = (*found.get(key.user_name, ()), key)
    return found
