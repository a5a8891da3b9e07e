"""A journal that forgets everything when the program ends: for previews, and as the plainest model of the other."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from threading import Lock

import msgspec

from iam_audit.journal.base import Journal, Lease, unknown
from iam_audit.journal.chain import is_held, linked
from iam_audit.journal.folding import HOLDING, UNSETTLED, after, begun, says_nothing_new
from iam_audit.journal.records import Doing, Entry, Event


class InMemoryJournal(Journal):
    """Keeps everything in dictionaries. For one process; many threads may share it."""

    def __init__(self) -> None:
        self._entries: dict[str, Entry] = {}
        self._events: list[Event] = []
        self._leases: dict[str, Lease] = {}
        self._lock = Lock()

    def lease(self, account_id: str, holder: str, now: datetime, length: timedelta) -> Lease | None:
        """Take the lease of an account, or renew one's own."""
        with self._lock:
            lease = self.next_lease(self._leases.get(account_id), account_id, holder, now, length)
            if lease is not None:
                self._leases[account_id] = lease
            return lease

    def release(self, lease: Lease) -> None:
        """Give a lease back."""
        with self._lock:
            if self._is_mine(lease):
                self._leases[lease.account_id] = msgspec.structs.replace(lease, holder="")

    def intend(self, entry: Entry, lease: Lease, now: datetime) -> bool:
        """Write down that a step is about to be done."""
        event = self.intent(entry, now)
        with self._lock:
            held = any(one.key == entry.key and one.state in HOLDING for one in self._entries.values())
            if held or entry.id in self._entries or not (self._is_mine(lease) and self._in_force(lease, now)):
                return False
            self._entries[entry.id] = begun(self._append(event))
            return True

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
        """Add what became of an entry."""
        with self._lock:
            entry = self._entries.get(entry_id)
            if entry is None:
                raise unknown(entry_id)
            if says_nothing_new(entry, doing):
                return entry
            event = self.news(entry, doing, at, body, run_id=run_id, by=by)
            changed = after(entry, event, held=is_held(entry, self._entries.values()))
            self._append(event)
            self._entries[entry_id] = changed
            return changed

    def unsettled(self, account_id: str) -> tuple[Entry, ...]:
        """Return the entries of an account that are open or being undone."""
        return tuple(one for one in self.entries(account_ids=[account_id]) if one.state in UNSETTLED)

    def entries(
        self,
        *,
        account_ids: Iterable[str] | None = None,
        target: str | None = None,
        run_id: str | None = None,
    ) -> tuple[Entry, ...]:
        """Return the entries that fit."""
        wanted = None if account_ids is None else set(account_ids)
        with self._lock:
            found = [
                one
                for one in self._entries.values()
                if (wanted is None or one.account_id in wanted)
                and target in (None, one.target)
                and run_id in (None, one.run_id)
            ]
        return tuple(found)

    def entry(self, entry_id: str) -> Entry | None:
        """Return one entry."""
        with self._lock:
            return self._entries.get(entry_id)

    def events(self, since: int = 0) -> Iterator[Event]:
        """Yield all events after a number."""
        with self._lock:
            found = self._events[since:]
        yield from found

    def _append(self, event: Event) -> Event:
        placed = linked(event, self._events[-1] if self._events else None)
        self._events.append(placed)
        return placed

    def _is_mine(self, lease: Lease) -> bool:
        known = self._leases.get(lease.account_id)
        return known is not None and (known.holder, known.token) == (lease.holder, lease.token)

    def _in_force(self, lease: Lease, now: datetime) -> bool:
        return self._leases[lease.account_id].until > now
