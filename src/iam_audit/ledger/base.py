"""What every ledger can do, and the few things that each kind of store must bring."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from datetime import datetime

import msgspec

from iam_audit.ledger.envelope import (
    Envelope,
    Outcome,
    Patience,
    Refused,
    State,
    can_be_claimed,
    claimed,
    sealed,
    settled,
)
from iam_audit.ledger.records import Decisions, Episode, Memory, Notice, Snooze


class Ledger(ABC):
    """Remembers findings, what was said about them, and what is still to be delivered.

    Several processes may share one ledger. A store has to offer two things that cannot be torn: `_record`, which
    takes into an envelope only the notices that nobody has decided yet, and `_swap`, which changes an envelope only if
    it is still as it was read.
    """

    patience: Patience

    # Remembering

    @abstractmethod
    def recall(self, account_ids: Iterable[str]) -> Memory:
        """Return what is known about the findings of these accounts."""

    @abstractmethod
    def accounts(self) -> tuple[str, ...]:
        """Return the ids of all accounts of which a finding is remembered, in order. May look through everything."""

    @abstractmethod
    def snooze(self, snooze: Snooze) -> None:
        """Say nothing about a finding until a given time; a later snooze replaces an earlier one."""

    @abstractmethod
    def wake(self, fingerprint: str) -> bool:
        """End a snooze; return whether there was one."""

    # Deciding

    def enqueue(self, decisions: Decisions, now: datetime) -> int:
        """Remember decisions and put what must be said into envelopes; return how many notices are new.

        Two audits that decide the same at the same time put it into one envelope between them.
        """
        return self._record(decisions.episodes, sealed(decisions.notices, now))

    # Delivering

    def deliverable(self, now: datetime) -> tuple[Envelope, ...]:
        """Return what may be sent now, without its notices. Claim each before sending it.

        What was tried least comes first, so that a message that kills its sender holds up no other; then the oldest.
        """
        ready = (one for one in self.open() if can_be_claimed(one, now))
        return tuple(sorted(ready, key=lambda one: one.attempts))

    def claim(self, envelope: Envelope, now: datetime) -> Envelope | None:
        """Take an envelope for the time of a lease, with its notices; None if somebody else was faster.

        One whose senders have died at every attempt is given up, and is None as well.
        """
        mine = claimed(envelope, self.patience, now)
        if not can_be_claimed(envelope, now) or not self._swap(envelope, mine):
            return None
        if envelope.attempts >= self.patience.attempts:
            self.settle(mine, Refused(error="no attempt to send it came to an end", permanent=True), now)
            return None
        notices = self.notices(mine.key)
        if not notices:
            self._drop(mine)
            return None
        return msgspec.structs.replace(mine, notices=notices)

    def settle(self, mine: Envelope, outcome: Outcome, now: datetime) -> bool:
        """Write down how sending ended; False if the lease was over and somebody else has taken it since."""
        return mine.state is State.SENDING and self._swap(mine, settled(mine, outcome, self.patience, now))

    # Looking

    @abstractmethod
    def open(self) -> tuple[Envelope, ...]:
        """Return all that is neither sent nor given up, the oldest first, without notices."""

    @abstractmethod
    def closed(self, since: datetime) -> tuple[Envelope, ...]:
        """Return what was sent or given up at `since` or later, the oldest first, without notices."""

    @abstractmethod
    def notices(self, key: str) -> tuple[Notice, ...]:
        """Return what an envelope says."""

    def undelivered(self, since: datetime) -> tuple[Envelope, ...]:
        """Return all that nobody has got: what still waits, and what was given up at `since` or later."""
        given_up = (one for one in self.closed(since) if one.state is State.DEAD)
        return (*(one for one in self.open() if one.state is not State.HELD), *given_up)

    @abstractmethod
    def forget(self, before: datetime) -> int:
        """Drop what was settled or resolved before a given time; return how many envelopes that were."""

    # What a store brings

    @abstractmethod
    def _record(self, episodes: Iterable[Episode], envelopes: Iterable[Envelope]) -> int:
        """Write down episodes and then envelopes; return how many notices are new.

        An episode stays as it is if a later cycle of it is there. An envelope gets only those of its notices that are
        later than what was said at their stage, and none is added without a notice.
        """

    @abstractmethod
    def _swap(self, before: Envelope, after: Envelope) -> bool:
        """Replace an envelope if its state and number of attempts are still those of `before`; return whether."""

    @abstractmethod
    def _drop(self, envelope: Envelope) -> None:
        """Remove an envelope that never got a notice."""
