"""Turns the nouns of the ledger into items of one table, and back.

| pk | sk | what |
|---|---|---|
| `ACCOUNT#<id>` | `<fingerprint>#EPISODE` | an episode |
| `ACCOUNT#<id>` | `<fingerprint>#HEARD#<digest>` | the last notice of one stage in one thread |
| `OPEN` | `<key>` | an envelope on its way |
| `CLOSED` | `<settled_at>#<key>` | an envelope that was sent or given up |
| `ENVELOPE#<key>` | `ENVELOPE` | the same, to be found by its key |
| `ENVELOPE#<key>` | `NOTICE#<number>` | what it says |
| `SNOOZE` | `<fingerprint>` | a snooze |
"""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

import msgspec

from iam_audit.ledger.dynamodb_table import EXPIRES, Item
from iam_audit.ledger.envelope import Envelope, State, fate
from iam_audit.ledger.records import Episode, Fate, Heard, Notice, Snooze

Row: TypeAlias = Mapping[str, Any]
"""An item in plain values."""
OPEN = "OPEN"
CLOSED = "CLOSED"
SNOOZES = "SNOOZE"
HEAD = "ENVELOPE"


def at(moment: datetime) -> str:
    """Write a moment so that the order of the texts is that of the moments."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def account(account_id: str) -> str:
    """Return the partition of an account."""
    return f"ACCOUNT#{account_id}"


def holder(key: str) -> str:
    """Return the partition of an envelope."""
    return f"ENVELOPE#{key}"


def _plain(one: msgspec.Struct) -> dict[str, Any]:
    fields = msgspec.structs.asdict(one).items()
    return {name: at(value) if isinstance(value, datetime) else value for name, value in fields}


def _expiry(moment: datetime, keep: timedelta) -> int:
    return int((moment + keep).timestamp())


def episode_item(one: Episode, keep: timedelta) -> Item:
    """Return an episode; one that is resolved is forgotten some time."""
    expires = _expiry(one.resolved_at, keep) if one.resolved_at else None
    return _plain(one) | {
        "pk": account(one.account_id),
        "sk": f"{one.fingerprint}#EPISODE",
        EXPIRES: expires,
    }


def slot_item(notice: Notice, envelope: Envelope, keep: timedelta) -> Item:
    """Return what holds the last notice of a stage in a thread."""
    digest = hashlib.sha256("\0".join((*notice.thread, notice.stage)).encode()).hexdigest()[:32]
    return {
        "pk": account(notice.account_id),
        "sk": f"{notice.fingerprint}#HEARD#{digest}",
        "fingerprint": notice.fingerprint,
        "channel": notice.channel,
        "recipient": notice.recipient,
        "stage": notice.stage,
        "cycle": notice.cycle,
        "number": notice.number,
        "envelope": envelope.key,
        "decided_at": at(envelope.created_at),
        EXPIRES: _expiry(envelope.created_at, keep),
    }


def notice_item(notice: Notice, envelope: Envelope, position: int, keep: timedelta) -> Item:
    """Return a notice in its envelope."""
    return _plain(notice) | {
        "pk": holder(envelope.key),
        "sk": f"NOTICE#{position:08}",
        EXPIRES: _expiry(envelope.created_at, keep),
    }


def snooze_item(one: Snooze) -> Item:
    """Return a snooze, which is forgotten when it is over."""
    return _plain(one) | {
        "pk": SNOOZES,
        "sk": one.fingerprint,
        EXPIRES: _expiry(one.until, timedelta(days=1)),
    }


def open_item(one: Envelope) -> Item:
    """Return an envelope on its way."""
    return _head(one) | {"pk": OPEN, "sk": one.key}


def closed_items(one: Envelope, settled_at: datetime, keep: timedelta) -> tuple[Item, Item]:
    """Return an envelope that is settled: once by time, once by key."""
    head = _head(one) | {EXPIRES: _expiry(settled_at, keep)}
    by_time = {"pk": CLOSED, "sk": f"{at(settled_at)}#{one.key}"}
    return head | by_time, head | {"pk": holder(one.key), "sk": HEAD}


def _head(one: Envelope) -> dict[str, Any]:
    return {name: value for name, value in _plain(one).items() if name != "notices"}


def episode(row: Row) -> Episode:
    """Read an episode."""
    return msgspec.convert(row, Episode)


def notice(row: Row) -> Notice:
    """Read a notice."""
    return msgspec.convert(row, Notice)


def snooze(row: Row) -> Snooze:
    """Read a snooze."""
    return msgspec.convert(row, Snooze)


def envelope(row: Row) -> Envelope:
    """Read an envelope, without its notices."""
    return msgspec.convert(row, Envelope)


def heard(row: Row, head: Row | None) -> Heard:
    """Read a slot, with its envelope: one that is forgotten was delivered long ago."""
    became = fate(State(head["state"])) if head else Fate.DELIVERED
    settled_at = head.get("settled_at") if head else None
    return msgspec.convert({**row, "fate": became, "at": settled_at or row["decided_at"]}, Heard)
