"""What every journal can do. SQL keeps it for real; in memory it serves previews and tests."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

import msgspec

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
    def note(self, entry_id: str, doing: Doing, at: datetime, body: dict[str, object] | None = None) -> Entry:
        """Add what became of an entry, and return it as it stands. Raises StoreError when it is not known."""

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
