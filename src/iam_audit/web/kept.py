"""Keeps what takes long to work out for as long as it stays true: until the next run is saved."""

import threading
from collections.abc import Callable, Hashable
from typing import Any


class Kept:
    """One value by name, each with the mark of what it was made from; another mark makes it anew."""

    def __init__(self) -> None:
        self._held: dict[str, tuple[Hashable, Any]] = {}
        self._lock = threading.Lock()

    def get(self, name: str, mark: Hashable, make: Callable[[], Any]) -> Any:  # noqa: ANN401 - what `make` makes
        """Return the value of a name as of `mark`."""
        with self._lock:
            known = self._held.get(name)
        if known is not None and known[0] == mark:
            return known[1]
        value = make()
        with self._lock:
            self._held[name] = (mark, value)
        return value
