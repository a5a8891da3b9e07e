"""How long the command line takes to say what it can do, against an interpreter that does nothing."""

import subprocess
import sys
import time
from dataclasses import dataclass

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


def measure() -> Startup:
    """Time both in turns, so that a busy machine is busy for both."""
    nothing = [sys.executable, "-c", "pass"]
    help_ = [sys.executable, "-m", "iam_audit", "--help"]
    rounds = [(_seconds(nothing), _seconds(help_)) for _ in range(ROUNDS)]
    return Startup(*(min(times) for times in zip(*rounds, strict=True)))


def _seconds(command: list[str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began
