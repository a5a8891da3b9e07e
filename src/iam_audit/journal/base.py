"""What every journal can do. SQL keeps it for real; in memory it serves previews and tests."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

import msgspec

from iam_audit.errors import StoreError
from iam_audit.journal.records import Doing, Entry, Event


class Lease(msgspec.Struct, frozen=True, kw_only=True):
    """The right to change one account, for a while."""

    account_id: str
    holder: str
    """The run that has it."""
    until: datetime
    token: int
    """Counts up with each holder: what an earlier one still writes is refused."""


class Journal(ABC):
    """Append-only. Several processes may share one."""

    # One writer per account

    @abstractmethod
    def lease(self, account_id: str, holder: str, now: datetime, length: timedelta) -> Lease | None:
        """Take the lease of an account, or renew one's own; None while somebody else has it."""

    @abstractmethod
    def release(self, lease: Lease) -> None:
        """Give a lease back; nothing happens when it was lost."""

    # Writing down

    @abstractmethod
    def intend(self, entry: Entry, lease: Lease, now: datetime) -> bool:
        """Write down that a step is about to be done; True once that is safe.

        False when an entry of the same key is open or done, or the lease was lost: then do nothing.
        """

    @abstractmethod
    def note(
        self,
        entry_id: str,
        doing: Doing,
        at: datetime,
        body: dict[str, object] | None = None,
        *,
        run_id: str | None = None,
        by: str | None = None,
    ) -> Entry:
        """Add what became of an entry, and return it as it stands.

        The body may hold `facts` that were read back, the `receipt` of a channel, or an `error`. The run and the caller
        are those of the entry unless somebody else speaks. Saying again what is known adds nothing. Raises StoreError
        when the entry is not known, or when it cannot be so.
        """

    # Looking

    @abstractmethod
    def unsettled(self, account_id: str) -> tuple[Entry, ...]:
        """Return the entries of an account that are open or being undone, the oldest first."""

    @abstractmethod
    def entries(
        self,
        *,
        account_ids: Iterable[str] | None = None,
        target: str | None = None,
        run_id: str | None = None,
    ) -> tuple[Entry, ...]:
        """Return the entries that fit, the oldest first."""

    @abstractmethod
    def entry(self, entry_id: str) -> Entry | None:
        """Return one entry."""

    @abstractmethod
    def events(self, since: int = 0) -> Iterator[Event]:
        """Yield all events after a number, in order: the journal as evidence."""

    # What is the same for all

    @staticmethod
    def next_lease(
        known: Lease | None, account_id: str, holder: str, now: datetime, length: timedelta
    ) -> Lease | None:
        """Return the lease that follows on the one that is known; None while somebody else has it."""
        token = known.token if known else 0
        if known and known.holder != holder:
            if known.holder and known.until > now:
                return None
            token += 1
        return Lease(account_id=account_id, holder=holder, until=now + length, token=token or 1)

    @staticmethod
    def intent(entry: Entry, now: datetime) -> Event:
        """Return the event that opens an entry: it holds the entry whole."""
        return Event(
            entry=entry.id,
            account_id=entry.account_id,
            doing=Doing.INTENDED,
            at=now,
            run_id=entry.run_id,
            by=entry.by,
            body=msgspec.to_builtins(entry),
        )

    @staticmethod
    def news(
        entry: Entry,
        doing: Doing,
        at: datetime,
        body: dict[str, object] | None,
        *,
        run_id: str | None,
        by: str | None,
    ) -> Event:
        """Return the event that says what became of an entry."""
        return Event(
            entry=entry.id,
            account_id=entry.account_id,
            doing=doing,
            at=at,
            run_id=run_id or entry.run_id,
            by=by or entry.by,
            body=body or {},
        )


def unknown(entry_id: str) -> StoreError:
    """Return the error that says there is no such entry."""
    return StoreError(f"The journal has no entry {entry_id}: was it written to another store?")
