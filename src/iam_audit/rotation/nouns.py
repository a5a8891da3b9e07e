"""What a rotation is: where it stands, what is true of the user now, and what comes next."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeAlias

import msgspec

from iam_audit.model import LastUse


class Act(StrEnum):
    """What the journal calls the moves of a rotation, in their order."""

    CREATE = "rotate-create-access-key"
    STORE = "rotate-store-access-key"
    VERIFY = "rotate-verify-access-key"
    TELL = "rotate-tell-owner"
    DEACTIVATE = "deactivate-access-key"
    DELETE = "delete-access-key"
    DISCARD = "rotate-discard-access-key"
    """The new key is deleted, since nobody can ever use it."""


@dataclass(frozen=True, kw_only=True)
class LiveKey:
    """An access key as AWS knows it now."""

    id: str
    active: bool
    created_at: datetime
    use: LastUse


@dataclass(frozen=True, kw_only=True)
class LiveUser:
    """A user's keys as AWS knows them now."""

    name: str
    arn: str
    keys: tuple[LiveKey, ...]
    asked_at: datetime
    """By the clock of AWS, by which it also says when keys were made."""

    def key(self, key_id: str | None) -> LiveKey | None:
        """Return one of the keys; None when it is gone."""
        return next((one for one in self.keys if one.id == key_id), None)


@dataclass(frozen=True, kw_only=True)
class Course:
    """One rotation of one user, as far as the journal tells."""

    account_id: str
    user_name: str
    cycle: int
    """Counts the rotations of the user."""
    old_key: str
    place: str
    begun_at: datetime
    asked_at: datetime
    """When the keys were listed before the new one was made, by the clock of AWS."""
    keys_before: tuple[str, ...]
    creating: str | None = None
    """The entry of a creation of which nobody knows what became."""
    new_key: str | None = None
    stored: bool = False
    where: str = ""
    """Where the new key is, for its owner."""
    verified_at: datetime | None = None
    told_at: datetime | None = None
    told_to: str = ""
    deactivated_at: datetime | None = None
    deactivation: str | None = None
    """The entry of the deactivation, while it stands."""
    deleted_at: datetime | None = None
    discarded_at: datetime | None = None
    failed: str | None = None
    """Why no key was made."""

    @property
    def over(self) -> bool:
        """Whether nothing more comes of it."""
        return bool(self.failed or self.discarded_at or self.deleted_at)


@dataclass(frozen=True, kw_only=True)
class Terms:
    """How patient rotations are."""

    quiet: timedelta
    """How long the old key must have been silent before it is switched off."""
    keep: timedelta | None
    """How long it stays switched off before it is deleted; None for ever."""
    min_age: timedelta = timedelta(0)
    """How old a key must be to be rotated."""
    tell: bool = True
    margin: timedelta = timedelta(days=1)
    """How late AWS may be in saying that a key was used."""
    trial: timedelta = timedelta(hours=1)
    """For how long a use of the new key in STS may be our own trial of it."""


@dataclass(frozen=True, kw_only=True)
class Begin:
    """Make the second key."""

    old: LiveKey


@dataclass(frozen=True, kw_only=True)
class Make:
    """Do the next move of a rotation under way."""

    act: Act
    why: str


@dataclass(frozen=True, kw_only=True)
class Wait:
    """Nothing can be done yet."""

    why: str
    until: datetime | None = None
    """The earliest moment to ask again, where it is known."""


@dataclass(frozen=True, kw_only=True)
class Blocked:
    """A person has to decide."""

    why: str
    proposals: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Finished:
    """The rotation is over."""

    why: str


Next: TypeAlias = Begin | Make | Wait | Blocked | Finished


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What became of the rotation of one user in one run, or would."""

    account_id: str
    user_name: str
    standing: str
    """`begins`, `waits`, `blocked`, `finished`, `failed`; `would` in a dry run that would change something."""
    did: tuple[str, ...] = ()
    """The moves that were made, as sentences."""
    why: str = ""
    until: datetime | None = None
    proposals: tuple[str, ...] = ()
    old_key: str = ""
    new_key: str = ""
    where: str = ""
