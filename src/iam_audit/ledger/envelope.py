"""One message on its way to one recipient, and the steps it can take. Pure.

    pending ──claim──▶ sending ──▶ sent
       ▲                  ├──────▶ failed ──claim──▶ sending ...
       │                  ├──────▶ dead
    held (being filled)   └─ lease over: claim again

A sender claims an envelope for a while (the lease), sends, and settles it. Whoever dies between sending and settling
leaves it claimed; after the lease the next one sends it again, **at least once**, under the same key, by which a
channel that can tells it from a new one.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeAlias, assert_never

import msgspec

from iam_audit.ledger.records import Fate, Notice


class State(StrEnum):
    """Where an envelope is."""

    HELD = "held"
    """It is being filled by a store that cannot do so in one step."""
    PENDING = "pending"
    SENDING = "sending"
    FAILED = "failed"
    """It will be tried again."""
    SENT = "sent"
    DEAD = "dead"
    """It will not be tried again."""


SETTLED = (State.SENT, State.DEAD)


def fate(state: State) -> Fate:
    """Return what became of the notices in an envelope."""
    return {State.SENT: Fate.DELIVERED, State.DEAD: Fate.LOST}.get(state, Fate.WAITING)


class Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """What is sent in one message over one channel to one recipient."""

    key: str
    """The same however often it is sent: hand it to the channel as idempotency key or Message-ID."""
    channel: str
    recipient: str
    created_at: datetime
    state: State = State.PENDING
    attempts: int = 0
    attempted_at: datetime | None = None
    """When it was claimed last."""
    lease_until: datetime | None = None
    next_attempt_at: datetime | None = None
    settled_at: datetime | None = None
    error: str | None = None
    """What went wrong the last time."""
    receipt: str | None = None
    """What the channel called it when it took it: a message id, for those who look for it there."""
    notices: tuple[Notice, ...] = ()
    """What it says; empty in lists, and filled in by `open` and `claim`."""


class Delivered(msgspec.Struct, frozen=True, kw_only=True):
    """The channel took it."""

    receipt: str | None = None


class Refused(msgspec.Struct, frozen=True, kw_only=True):
    """The channel did not take it."""

    error: str
    retry_after: timedelta | None = None
    """How long the channel asked to be left alone."""
    permanent: bool = False
    """Trying again is of no use: there is no such address."""


Outcome: TypeAlias = Delivered | Refused


class Patience(msgspec.Struct, frozen=True, kw_only=True):
    """How long a claim holds, and how often and when something is tried again."""

    lease: timedelta = timedelta(minutes=10)
    """Longer than the slowest channel takes for one message, and than the clocks of two machines differ."""
    attempts: int = 10
    first_wait: timedelta = timedelta(minutes=15)
    longest_wait: timedelta = timedelta(hours=6)
    """Shorter than the time between two runs, so that each run tries again."""
    longest_asked: timedelta = timedelta(days=1)
    """A channel that asks for more patience than this is tried again all the same."""


def sealed(notices: Iterable[Notice], now: datetime) -> tuple[Envelope, ...]:
    """Put what goes to one recipient over one channel into one envelope."""
    by_recipient: dict[tuple[str, str], list[Notice]] = defaultdict(list)
    for notice in notices:
        by_recipient[notice.channel, notice.recipient].append(notice)
    return tuple(
        Envelope(
            key=_key(held, now), channel=channel, recipient=recipient, created_at=now, notices=tuple(held)
        )
        for (channel, recipient), held in sorted(by_recipient.items())
    )


def _key(notices: Iterable[Notice], now: datetime) -> str:
    parts = (*sorted(notice.key for notice in notices), now.isoformat())
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


def can_be_claimed(envelope: Envelope, now: datetime) -> bool:
    """Whether it may be sent now.

    A lease ends only when its time has come, also on a clock that was set back: the other sender may be alive. What
    failed in the future, though, has surely failed, and need not wait for that time to come round.
    """
    match envelope.state:
        case State.PENDING:
            return True
        case State.FAILED:
            stepped_back = envelope.attempted_at is not None and envelope.attempted_at > now
            return stepped_back or envelope.next_attempt_at is None or envelope.next_attempt_at <= now
        case State.SENDING | State.HELD:
            return envelope.lease_until is not None and envelope.lease_until <= now
        case State.SENT | State.DEAD:
            return False
        case _:
            assert_never(envelope.state)


def claimed(envelope: Envelope, patience: Patience, now: datetime) -> Envelope:
    """Return it as it is while somebody sends it."""
    return msgspec.structs.replace(
        envelope,
        state=State.SENDING,
        attempts=envelope.attempts + 1,
        attempted_at=now,
        lease_until=now + patience.lease,
        next_attempt_at=None,
    )


def settled(envelope: Envelope, outcome: Outcome, patience: Patience, now: datetime) -> Envelope:
    """Return it as it is after an attempt."""
    match outcome:
        case Delivered():
            return msgspec.structs.replace(
                envelope,
                state=State.SENT,
                lease_until=None,
                settled_at=now,
                error=None,
                receipt=outcome.receipt,
            )
        case Refused():
            return _refused(envelope, outcome, patience, now)
        case _:
            assert_never(outcome)


def _refused(envelope: Envelope, outcome: Refused, patience: Patience, now: datetime) -> Envelope:
    if outcome.permanent or envelope.attempts >= patience.attempts:
        return msgspec.structs.replace(
            envelope, state=State.DEAD, lease_until=None, settled_at=now, error=outcome.error
        )
    return msgspec.structs.replace(
        envelope,
        state=State.FAILED,
        lease_until=None,
        next_attempt_at=now + _wait(envelope.attempts, outcome, patience),
        error=outcome.error,
    )


def _wait(attempts: int, outcome: Refused, patience: Patience) -> timedelta:
    doubled: timedelta = patience.first_wait * (1 << min(attempts - 1, 16))
    asked = min(outcome.retry_after or timedelta(0), patience.longest_asked)
    return max(min(doubled, patience.longest_wait), asked)
