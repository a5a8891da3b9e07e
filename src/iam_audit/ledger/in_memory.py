"""A ledger that forgets everything when the program ends: for dry runs, and as the plainest model of the others."""

from collections.abc import Iterable
from datetime import datetime
from typing import TypeAlias

import msgspec

from iam_audit.ledger.base import Ledger
from iam_audit.ledger.envelope import SETTLED, Envelope, Patience, fate
from iam_audit.ledger.records import Episode, Fate, Heard, Memory, Notice, Snooze, Stage

Slot: TypeAlias = tuple[str, str, str, Stage]
"""A thread and a stage: what holds one notice, the last."""


class InMemoryLedger(Ledger):
    """Keeps everything in dictionaries. For one process with one thread."""

    def __init__(self, patience: Patience | None = None) -> None:
        self.patience = patience or Patience()
        self._episodes: dict[str, Episode] = {}
        self._slots: dict[Slot, tuple[Notice, Envelope]] = {}
        """The last notice of each stage in each thread, and its envelope as it was when it was sealed."""
        self._envelopes: dict[str, Envelope] = {}
        self._snoozes: dict[str, Snooze] = {}

    def recall(self, account_ids: Iterable[str]) -> Memory:
        """Return what is known about the findings of these accounts."""
        wanted = set(account_ids)
        episodes = tuple(one for one in self._episodes.values() if one.account_id in wanted)
        known = {one.fingerprint for one in episodes}
        slots = (slot for slot in self._slots.values() if slot[0].fingerprint in known)
        return Memory(
            episodes=episodes,
            heard=tuple(_heard(notice, self._envelopes.get(first.key), first) for notice, first in slots),
            snoozes=tuple(one for one in self._snoozes.values() if one.fingerprint in known),
        )

    def accounts(self) -> tuple[str, ...]:
        """Return the ids of all accounts of which a finding is remembered."""
        return tuple(sorted({one.account_id for one in self._episodes.values()}))

    def snooze(self, snooze: Snooze) -> None:
        """Say nothing about a finding until a given time."""
        self._snoozes[snooze.fingerprint] = snooze

    def wake(self, fingerprint: str) -> bool:
        """End a snooze."""
        return self._snoozes.pop(fingerprint, None) is not None

    def open(self) -> tuple[Envelope, ...]:
        """Return all that is neither sent nor given up."""
        waiting = (one for one in self._envelopes.values() if one.state not in SETTLED)
        return tuple(sorted(map(_empty, waiting), key=lambda one: (one.created_at, one.key)))

    def closed(self, since: datetime) -> tuple[Envelope, ...]:
        """Return what was sent or given up at `since` or later."""
        over = ((one.settled_at, one) for one in self._envelopes.values())
        found = [(at, one.key, _empty(one)) for at, one in over if at is not None and at >= since]
        return tuple(one for _, _, one in sorted(found, key=lambda row: row[:2]))

    def notices(self, key: str) -> tuple[Notice, ...]:
        """Return what an envelope says."""
        return self._envelopes[key].notices if key in self._envelopes else ()

    def forget(self, before: datetime) -> int:
        """Drop what was settled or resolved before a given time."""
        old = [key for key, one in self._envelopes.items() if one.settled_at and one.settled_at < before]
        gone = {key for key, one in self._episodes.items() if one.resolved_at and one.resolved_at < before}
        for key in old:
            del self._envelopes[key]
        for key in gone:
            del self._episodes[key]
        self._slots = {slot: held for slot, held in self._slots.items() if slot[0] not in gone}
        return len(old)

    def _record(self, episodes: Iterable[Episode], envelopes: Iterable[Envelope]) -> int:
        for episode in episodes:
            known = self._episodes.get(episode.fingerprint)
            if known is None or known.cycle <= episode.cycle:
                self._episodes[episode.fingerprint] = episode
        return sum(map(self._post, envelopes))

    def _post(self, envelope: Envelope) -> int:
        news = tuple(notice for notice in envelope.notices if self._is_news(notice))
        for notice in news:
            self._slots[*notice.thread, notice.stage] = (notice, envelope)
        if news:
            self._envelopes[envelope.key] = msgspec.structs.replace(envelope, notices=news)
        return len(news)

    def _is_news(self, notice: Notice) -> bool:
        last = self._slots.get((*notice.thread, notice.stage))
        return last is None or (last[0].cycle, last[0].number) < (notice.cycle, notice.number)

    def _swap(self, before: Envelope, after: Envelope) -> bool:
        known = self._envelopes.get(before.key)
        if known is None or (known.state, known.attempts) != (before.state, before.attempts):
            return False
        self._envelopes[before.key] = msgspec.structs.replace(after, notices=known.notices)
        return True

    def _drop(self, envelope: Envelope) -> None:
        del self._envelopes[envelope.key]


def _heard(notice: Notice, envelope: Envelope | None, first: Envelope) -> Heard:
    """Return what became of a notice; one whose envelope is forgotten long since has been heard."""
    known = envelope or first
    return Heard(
        fingerprint=notice.fingerprint,
        channel=notice.channel,
        recipient=notice.recipient,
        stage=notice.stage,
        cycle=notice.cycle,
        number=notice.number,
        fate=fate(known.state) if envelope else Fate.DELIVERED,
        at=known.settled_at or known.created_at,
    )


def _empty(envelope: Envelope) -> Envelope:
    return msgspec.structs.replace(envelope, notices=())
