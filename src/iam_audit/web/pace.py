"""How often one address may ask. Kept in memory: a server that starts anew forgets it."""

import threading
from datetime import datetime, timedelta

WINDOW = timedelta(minutes=1)
MOST_ADDRESSES = 10_000
"""What is remembered at most, so that a flood from many addresses fills no memory."""


class Pace:
    """A bucket for each address: it empties with every request and fills up again within a minute."""

    def __init__(self, per_minute: int) -> None:
        self._size = float(per_minute)
        self._lock = threading.Lock()
        self._left: dict[str, tuple[float, datetime]] = {}

    def allows(self, address: str, now: datetime) -> bool:
        """Count a request, and tell whether it may be made."""
        with self._lock:
            left, at = self._left.pop(address, (self._size, now))
            filled = min(self._size, left + self._size * max((now - at) / WINDOW, 0.0))
            allowed = filled >= 1
            self._left[address] = (filled - 1 if allowed else filled, now)
            while len(self._left) > MOST_ADDRESSES:
                del self._left[next(iter(self._left))]
        return allowed
