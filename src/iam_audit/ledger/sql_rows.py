"""Turns rows into the nouns of the ledger, and the nouns into rows."""

from collections.abc import Mapping
from typing import Any, TypeAlias

import msgspec
from sqlalchemy import RowMapping

from iam_audit.ledger.envelope import Envelope, State, fate
from iam_audit.ledger.records import Episode, Fate, Heard, Notice, Snooze

Values: TypeAlias = Mapping[str, Any]
"""What the database driver takes and gives for one row."""
SlotKey: TypeAlias = tuple[str, str, str, str]
"""Fingerprint, channel, recipient and stage."""


def episode(row: RowMapping) -> Episode:
    """Read a row of `ledger_episode`."""
    return msgspec.convert(_plain(row), Episode)


def snooze(row: RowMapping) -> Snooze:
    """Read a row of `ledger_snooze`."""
    return msgspec.convert(_plain(row), Snooze)


def envelope(row: RowMapping) -> Envelope:
    """Read a row of `ledger_envelope`."""
    return msgspec.convert(_plain(row), Envelope)


def notice(row: RowMapping) -> Notice:
    """Read a row of `ledger_notice`, with the channel and the recipient of its envelope."""
    return msgspec.convert(_plain(row), Notice)


def heard(row: RowMapping) -> Heard:
    """Read a row of `ledger_heard`, with the state of its envelope: one that is forgotten was delivered long ago."""
    became = fate(State(row["state"])) if row["state"] else Fate.DELIVERED
    return msgspec.convert(
        _plain(row) | {"fate": became, "at": row["settled_at"] or row["decided_at"]}, Heard
    )


def episode_values(one: Episode) -> Values:
    """Return a row of `ledger_episode`."""
    return msgspec.structs.asdict(one)


def snooze_values(one: Snooze) -> Values:
    """Return a row of `ledger_snooze`."""
    return msgspec.structs.asdict(one)


def envelope_values(one: Envelope) -> Values:
    """Return a row of `ledger_envelope`."""
    return {name: value for name, value in msgspec.structs.asdict(one).items() if name != "notices"}


def notice_values(one: Envelope) -> list[Values]:
    """Return the rows of `ledger_notice`, in order; the channel and the recipient are the envelope's."""
    return [
        {
            "envelope": one.key,
            "position": position,
            "fingerprint": said.fingerprint,
            "account_id": said.account_id,
            "stage": said.stage,
            "cycle": said.cycle,
            "number": said.number,
            "facts": said.facts,
        }
        for position, said in enumerate(one.notices)
    ]


def slot_values(one: Envelope) -> list[Values]:
    """Return the rows of `ledger_heard`."""
    return [
        {
            "fingerprint": said.fingerprint,
            "channel": said.channel,
            "recipient": said.recipient,
            "stage": said.stage,
            "cycle": said.cycle,
            "number": said.number,
            "envelope": one.key,
            "decided_at": one.created_at,
        }
        for said in one.notices
    ]


def _plain(row: RowMapping) -> dict[str, Any]:
    """Drop what SQLAlchemy knows about quoting a name: to others it is a string of a strange type."""
    return {str(name): value for name, value in row.items()}
