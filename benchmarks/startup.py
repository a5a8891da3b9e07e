"""How long the command line takes to say what it can do, against an interpreter that does nothing."""

import subprocess
import sys
import time
from dataclasses import dataclass

from benchmarks.section import Limit, Section, table

ROUNDS = 30
ALLOWANCE = 0.06
"""Seconds on top of twice the interpreter's own."""


@dataclass(frozen=True)
class Startup:
    """The quickest of all rounds, in seconds: what else the machine does only ever adds."""

    nothing: float
    help: float

    @property
    def limit(self) -> float:
        """What the help may take."""
        return 2 * self.nothing + ALLOWANCE


def measure() -> Section:
    """Measure, and tell."""
    startup = _measured()
    figures = (startup.nothing, startup.help, startup.limit)
    head = ("`python -c pass`", "`iam-audit --help`", "limit: twice the first and 60 ms")
    rows = table(head, tuple(f"{one * 1000:.0f} ms" for one in figures))
    return Section(
        title="Start",
        text=f"The quickest of {ROUNDS} runs each, in turns.\n\n{rows}",
        limits=(Limit(what="the help / its limit", measured=startup.help / startup.limit, at_most=1),),
    )


def _measured() -> Startup:
    """Time both in turns, so that a busy machine is busy for both."""
    nothing = [sys.executable, "-c", "pass"]
    help_ = [sys.executable, "-m", "iam_audit", "--help"]
    rounds = [(_seconds(nothing), _seconds(help_)) for _ in range(ROUNDS)]
    return Startup(*(min(times) for times in zip(*rounds, strict=True)))


def _seconds(command: list[str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began
