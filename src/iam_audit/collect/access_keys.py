"""The ids of access keys, which no bulk answer has, and when a single key was last used."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from iam_audit.collect.asking import PAGE, field, listed, plain
from iam_audit.collect.base import Answer, Client, PerUserCollector
from iam_audit.collect.last_use import key_without_use
from iam_audit.collect.shapes import Moment, read_shape
from iam_audit.model import AccessKey, Account, LastUse, Section, Snapshot, Used

NOTHING = frozenset({"", "N/A"})


class RawUse(msgspec.Struct, rename="pascal"):
    """The AccessKeyLastUsed of GetAccessKeyLastUsed: without a date when AWS saw no use."""

    last_used_date: Moment | None = None
    service_name: str | None = None
    region: str | None = None


class ListedKey(msgspec.Struct, frozen=True, rename="pascal"):
    """An entry of ListAccessKeys.

    `LastUsed` is ours: either the AccessKeyLastUsed object of GetAccessKeyLastUsed, or only its date as
    text. When it is missing or null nobody asked; an object without a date says that AWS saw no use.
    """

    user_name: str
    access_key_id: str
    status: str
    create_date: Moment
    last_used: RawUse | Moment | None = None

    @property
    def active(self) -> bool:
        """Whether it works; AWS knows Active, Inactive and Expired."""
        return self.status == "Active"

    @property
    def created_at(self) -> datetime:
        """When it was made."""
        return self.create_date

    @property
    def use(self) -> LastUse | None:
        """What was asked of this very key; None when nobody asked."""
        told = self.last_used
        if told is None:
            return None
        if isinstance(told, datetime):
            return Used(at=told)
        if told.last_used_date is None:
            return key_without_use(self.create_date)
        return Used(at=told.last_used_date, service=_told(told.service_name), region=_told(told.region))


class AccessKeys(PerUserCollector[tuple[ListedKey, ...]]):
    """Asks about the users who have a key without an id, or of whom it is unknown whether they have one."""

    section = Section.ACCESS_KEY_IDS
    file = "access-keys.json"
    key = "AccessKeyMetadata"
    permissions = ("iam:ListAccessKeys", "iam:GetAccessKeyLastUsed")
    live = True

    def users(self, snapshot: Snapshot) -> Sequence[str]:
        """Return the users with a key whose id is unknown; everybody when nothing tells who has keys."""
        if snapshot.gap(Section.ACCESS_KEYS):
            return [user.name for user in snapshot.users]
        return list(dict.fromkeys(key.user_name for key in snapshot.access_keys if key.id is None))

    def fetch(self, client: Client, user_name: str) -> Sequence[Answer]:
        """Return the keys of one user."""
        return listed(client.list_access_keys, "AccessKeyMetadata", UserName=user_name, MaxItems=PAGE)

    def parse(self, answer: Answer, account: Account) -> tuple[ListedKey, ...]:  # noqa: ARG002
        """Shape the list."""
        return read_shape(answer, tuple[ListedKey, ...], self.file)


def fetch_last_use(client: Client, key_id: str) -> Answer:
    """Ask when one key was last used."""
    answer = plain(field(client.get_access_key_last_used(AccessKeyId=key_id), "AccessKeyLastUsed"))
    read_shape(answer, RawUse, "GetAccessKeyLastUsed")
    return answer


def with_last_use(entries: Sequence[Answer], uses: Mapping[str, Answer]) -> list[Answer]:
    """Return the entries of ListAccessKeys with the answers of GetAccessKeyLastUsed, by key id, put in."""
    return [_put_in(entry, uses) for entry in entries]


def not_in_report(snapshot: Snapshot) -> list[AccessKey]:
    """Return the keys that the report does not have: their last use has to be asked for."""
    return [key for key in snapshot.access_keys if key.id and key.slot is None]


def in_report(snapshot: Snapshot) -> frozenset[str]:
    """Return the users all of whose keys the report has: an id is all that AWS could add."""
    elsewhere = {key.user_name for key in snapshot.access_keys if key.slot is None}
    return frozenset(key.user_name for key in snapshot.access_keys) - elsewhere


def _put_in(entry: dict[str, Any], uses: Mapping[str, Answer]) -> Answer:
    key_id = entry["AccessKeyId"]
    return {**entry, "LastUsed": uses[key_id]} if key_id in uses else entry


def _told(word: str | None) -> str | None:
    return None if word in NOTHING else word
