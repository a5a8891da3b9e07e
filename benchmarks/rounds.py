"""Asks the same again and again, and tells how long the answers took."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import median, quantiles

ROUNDS = 40
HEAD = ("SQLite, p95", "processor time", "PostgreSQL, p95", "processor time")
TOLD = f"""
The 95th percentile of {ROUNDS} answers, and beside it the median of the processor time that our process took for one.
With SQLite that is all the work there is; what the server of PostgreSQL does comes on top."""


@dataclass(frozen=True)
class Took:
    """How long answers took, in milliseconds."""

    p95: float
    processor: float

    @property
    def cells(self) -> tuple[str, str]:
        """Return both for a table."""
        return f"{self.p95:.0f} ms", f"{self.processor:.0f} ms"


def took(question: Callable[[], object], rounds: int = ROUNDS) -> Took:
    """Ask so often; one time more before that does not count."""
    question()
    return timed(question, range(rounds))


def timed(question: Callable[[], object], occasions: Iterable[object]) -> Took:
    """Ask once on each occasion; what it takes to bring one about does not count."""
    times, busy = [], []
    for _ in occasions:
        began, worked = time.perf_counter(), time.process_time()
        question()
        busy.append((time.process_time() - worked) * 1000)
        times.append((time.perf_counter() - began) * 1000)
    return Took(quantiles(times, n=20)[-1], median(busy))
