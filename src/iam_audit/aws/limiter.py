"""Lets calls of many threads through at one pace."""

from collections.abc import Callable
from threading import Lock
from weakref import WeakValueDictionary

from iam_audit.aws.pace import Pace


class Limiter:
    """What all callers of one service in one account share: when one is throttled, all of them slow down."""

    def __init__(self, tick: Callable[[], float]) -> None:
        self._tick = tick
        self._lock = Lock()
        self._pace = Pace()

    @property
    def rate(self) -> float | None:
        """Calls per second that are let through; None for any number."""
        return self._pace.rate

    def wait(self, sleep: Callable[[float], None]) -> float:
        """Wait for a slot, and return the moment at which it began. Raises what `sleep` raises."""
        while True:
            with self._lock:
                slot, cuts = self._pace.reserve(self._tick()), self._pace.cuts
            if (pause := slot - self._tick()) <= 0:
                return slot
            sleep(pause)
            with self._lock:
                if cuts == self._pace.cuts:
                    return slot

    def answered(self) -> None:
        """Take down that AWS took a call."""
        with self._lock:
            self._pace.answered(self._tick())

    def throttled(self, sent_at: float) -> None:
        """Take down that AWS throttled a call that was sent at that moment."""
        with self._lock:
            self._pace.throttled(sent_at, self._tick())


class Limiters:
    """The limiters of one run, by account and service; each is there as long as somebody calls.

    By service and not by operation: AWS says of neither how it counts, and the few calls of other operations
    lose nothing by going with the many.
    """

    def __init__(self, tick: Callable[[], float]) -> None:
        self._tick = tick
        self._lock = Lock()
        self._made: WeakValueDictionary[tuple[str, str], Limiter] = WeakValueDictionary()

    def of(self, account_id: str, service: str) -> Limiter:
        """Return the one limiter of a service in an account."""
        with self._lock:
            return self._made.setdefault((account_id, service), Limiter(self._tick))
