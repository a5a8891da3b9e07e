"""Reads the keys of a user as they are now."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from iam_audit.collect.access_keys import ListedKey
from iam_audit.collect.asking import Refusal, attempt, field, plain
from iam_audit.collect.shapes import read_shape
from iam_audit.errors import NotReadError
from iam_audit.model import LastUse, UseUnknown
from iam_audit.remediate import Facts
from iam_audit.remediate.observing import USER_READS, Looking, key_use, look_at_user
from iam_audit.rotation.base import Client
from iam_audit.rotation.nouns import LiveKey, LiveUser

READS = tuple(sorted({"iam:ListAccessKeys", "iam:GetAccessKeyLastUsed", *USER_READS}))


def read_user(iam: Client, name: str, now: datetime) -> LiveUser:
    """Ask for a user, the keys, and when each was last used. Raises NotReadError.

    A use that AWS does not tell is unknown, and lets the others stand.
    """
    found = attempt(lambda: iam.get_user(UserName=name))
    if isinstance(found, Refusal):
        missing = found.code == "NoSuchEntity"
        raise NotReadError(
            f"There is no user {name}." if missing else f"{name} cannot be read: {found.reason}"
        )
    listed = attempt(lambda: iam.list_access_keys(UserName=name))
    if isinstance(listed, Refusal):
        raise NotReadError(f"The keys of {name} cannot be listed: {listed.reason}")
    entries = read_shape(plain(field(listed, "AccessKeyMetadata")), tuple[ListedKey, ...], "ListAccessKeys")
    return LiveUser(
        name=name,
        arn=str(found["User"]["Arn"]),
        keys=tuple(_key(iam, one) for one in sorted(entries, key=lambda one: one.created_at)),
        asked_at=_said_at(listed, now),
    )


def user_facts(iam: Client, name: str) -> Facts:
    """Ask for what guards go by. Raises NotReadError when nothing can be read."""
    looking = Looking()
    look_at_user(looking, iam, name)
    return looking.facts()


def _key(iam: Client, entry: ListedKey) -> LiveKey:
    use: LastUse | Refusal = attempt(lambda: key_use(iam, entry))
    return LiveKey(
        id=entry.access_key_id,
        active=entry.active,
        created_at=entry.created_at,
        use=UseUnknown(why=use.reason) if isinstance(use, Refusal) else use,
    )


def _said_at(answer: dict[str, Any], now: datetime) -> datetime:
    """Return when AWS answered, by its own clock, which also dates the keys; ours may be off by minutes."""
    date = answer.get("ResponseMetadata", {}).get("HTTPHeaders", {}).get("date")
    try:
        return parsedate_to_datetime(date).astimezone(UTC) if date else now
    except ValueError:
        return now
