"""The law by which calls are spaced: halve the rate when AWS throttles, recover by equal steps.

AWS publishes no limits for IAM, and other programs share them. So there is no limit until AWS throttles for the
first time. Time is an argument: nothing here waits.
"""

from collections import deque

WINDOW = 1.0
"""Seconds over which calls are counted."""
HOLD = 1.0
"""Seconds for which nothing is sent after a cut: what was sent too much is paid back."""
SLOWEST = 1.0
"""Calls per second that are always tried."""
START = 10.0
"""What is halved at first, in calls per second, where fewer than that were answered."""
STEPS = 10
"""In how many seconds at full use the rate that was halved is reached again."""


class Pace:
    """When the next call may be sent. Slots are given out in the order in which they are asked for."""

    def __init__(self) -> None:
        self.rate: float | None = None
        """Calls per second; None while AWS has not throttled."""
        self.cuts = 0
        """How often the rate was halved; a slot reserved before a cut is void."""
        self._step = 0.0
        self._next = float("-inf")
        self._settled = float("-inf")
        self._answers: deque[float] = deque()

    def reserve(self, now: float) -> float:
        """Return the moment of the next free slot."""
        if self.rate is None:
            return now
        slot = max(now, self._next)
        self._next = slot + 1 / self.rate
        return slot

    def answered(self, now: float) -> None:
        """Take down that AWS answered, and quicken a little."""
        self._forget(now)
        self._answers.append(now)
        if self.rate is not None:
            self.rate += self._step / self.rate  # `rate` times a second, so by one step a second

    def throttled(self, sent_at: float, now: float) -> None:
        """Halve the rate, once for all the calls that were under way together."""
        if sent_at < self._settled:
            return
        self._forget(now)
        measured = max(START, len(self._answers) / WINDOW)
        self.rate = max(SLOWEST, min(self.rate or measured, measured) / 2)
        self._step = max(1.0, self.rate / STEPS)
        self._next = self._settled = now + HOLD
        self.cuts += 1

    def _forget(self, now: float) -> None:
        while self._answers and self._answers[0] <= now - WINDOW:
            self._answers.popleft()
