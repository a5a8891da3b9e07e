"""Stops asking where nobody answers."""

MOST_FAILURES = 5
"""Calls in a row, each tried as often as calls are, that may end without an answer."""
REST = 30.0
"""Seconds after which one call is let through again, to see whether somebody answers by now."""


class Breaker:
    """Opens after so many calls in a row without an answer. Time is an argument."""

    def __init__(self) -> None:
        self._failures = 0
        self._closed_from = float("-inf")
        self.reason = ""
        """Why the last call failed."""

    def refuses(self, now: float) -> bool:
        """Whether a call should not even be tried now."""
        if self._failures < MOST_FAILURES:
            return False
        if now < self._closed_from:
            return True
        self._closed_from = now + REST  # this one is let through; the others go on waiting for what it finds
        return False

    def answered(self) -> None:
        """Take down that AWS answered, be it with a refusal."""
        self._failures = 0

    def failed(self, now: float, reason: str) -> None:
        """Take down that a call got no answer, however often it was tried."""
        self._failures += 1
        self.reason = reason
        self._closed_from = now + REST
