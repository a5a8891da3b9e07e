"""What the calls of a run came to, account by account."""

from collections.abc import Iterable
from threading import Lock

import msgspec


class AccountCalls(msgspec.Struct, frozen=True, kw_only=True):
    """The calls made inside one account."""

    account_id: str
    """Empty for the calls that were made before it was known whose credentials they are, and to enter accounts."""
    calls: int = 0
    """All that were sent, further tries included."""
    throttles: int = 0
    """Calls that AWS refused because there were too many."""
    retries: int = 0
    """Calls that were sent because one before had failed."""
    failures: int = 0
    """Calls that were given up on without an answer."""
    seconds: float = 0.0
    """From the first call to the last answer."""


class Tally:
    """Counts the calls of one reading of one account; many threads may count at once."""

    __slots__ = ("_calls", "_failures", "_first", "_last", "_lock", "_retries", "_throttles", "account_id")

    def __init__(self, account_id: str) -> None:
        self.account_id = account_id
        self._lock = Lock()
        self._calls = self._throttles = self._retries = self._failures = 0
        self._first: float | None = None
        self._last = 0.0

    def sent(self, now: float) -> None:
        """Count a call."""
        with self._lock:
            self._calls += 1
            self._last = max(self._last, now)
            if self._first is None:
                self._first = now

    def answered(self, now: float) -> None:
        """Take down when a call ended, well or not."""
        with self._lock:
            self._last = max(self._last, now)

    def throttled(self) -> None:
        """Count a call that AWS throttled."""
        with self._lock:
            self._throttles += 1

    def retried(self) -> None:
        """Count a further try."""
        with self._lock:
            self._retries += 1

    def failed(self) -> None:
        """Count a call that was given up on."""
        with self._lock:
            self._failures += 1

    @property
    def total(self) -> AccountCalls:
        """What was counted so far."""
        with self._lock:
            return AccountCalls(
                account_id=self.account_id,
                calls=self._calls,
                throttles=self._throttles,
                retries=self._retries,
                failures=self._failures,
                seconds=0.0 if self._first is None else self._last - self._first,
            )


class Tallies:
    """The tallies of one run."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._all: list[Tally] = []

    def new(self, account_id: str) -> Tally:
        """Begin to count for one account."""
        tally = Tally(account_id)
        with self._lock:
            self._all.append(tally)
        return tally

    def by_account(self) -> tuple[AccountCalls, ...]:
        """Return the sums of each account, ordered by id."""
        with self._lock:
            tallies = tuple(self._all)
        found: dict[str, list[AccountCalls]] = {}
        for tally in tallies:
            found.setdefault(tally.account_id, []).append(tally.total)
        return tuple(summed(account_id, found[account_id]) for account_id in sorted(found))


def summed(account_id: str, parts: Iterable[AccountCalls]) -> AccountCalls:
    """Add calls up."""
    parts = tuple(parts)
    return AccountCalls(
        account_id=account_id,
        calls=sum(one.calls for one in parts),
        throttles=sum(one.throttles for one in parts),
        retries=sum(one.retries for one in parts),
        failures=sum(one.failures for one in parts),
        seconds=sum(one.seconds for one in parts),
    )
