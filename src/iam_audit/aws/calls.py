"""Counts the calls made to AWS, retries included."""

from collections import Counter
from collections.abc import Mapping
from threading import Lock


class Calls:
    """How often each operation was asked; many threads may count at once."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._counts: Counter[str] = Counter()

    def count(self, operation: str) -> None:
        """Add one call of `operation`, such as `iam:ListUsers`."""
        with self._lock:
            self._counts[operation] += 1

    @property
    def total(self) -> int:
        """How many calls there were in all."""
        with self._lock:
            return self._counts.total()

    @property
    def by_operation(self) -> Mapping[str, int]:
        """How many there were of each operation, by name."""
        with self._lock:
            return dict(sorted(self._counts.items()))
