"""Runs a simulated AWS as a process of its own, so that it shares no interpreter with those who ask it."""

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

T = TypeVar("T")

SERVER = Path(__file__).parents[1] / "tests" / "simulated_aws.py"


@dataclass(frozen=True)
class Timed(Generic[T]):
    """What some work took, and what came of it."""

    value: T
    calls: int
    seconds: float
    cpu_seconds: float


@contextmanager
def simulated_aws(**flags: object) -> Iterator[str]:
    """Start it, point the AWS SDK to it, and yield its address; `flags` are those of the server."""
    words = [
        word
        for name, value in flags.items()
        for word in (
            f"--{name.replace('_', '-')}",
            *(map(str, value) if isinstance(value, tuple) else (str(value),)),
        )
    ]
    with subprocess.Popen(
        [sys.executable, str(SERVER), *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        url = server.stdout.readline().strip()
        os.environ.update(
            AWS_ENDPOINT_URL=url,
            AWS_ACCESS_KEY_ID="AKIAIOSFODNN7EXAMPLE",
            AWS_SECRET_ACCESS_KEY="simulated",
            AWS_REGION="us-east-1",
            AWS_CONFIG_FILE=os.devnull,
            AWS_SHARED_CREDENTIALS_FILE=os.devnull,
        )
        try:
            yield url
        finally:
            server.stdin.close()


def calls_of(url: str) -> int:
    """Ask the simulated AWS how many calls it has seen."""
    return sum(_told(f"{url}/calls").values())


def faults_of(url: str) -> int:
    """Ask the simulated AWS how many calls it has let go wrong by chance."""
    return _told(f"{url}/faults")["chance"]


def timed(url: str, work: Callable[[], T]) -> Timed[T]:
    """Do some work, and return what it took."""
    before = calls_of(url)
    began, cpu = time.perf_counter(), time.process_time()
    value = work()
    seconds, cpu_seconds = time.perf_counter() - began, time.process_time() - cpu
    return Timed(value, calls_of(url) - before, seconds, cpu_seconds)


def _told(url: str) -> dict[str, int]:
    with urllib.request.urlopen(url) as answer:
        return json.load(answer)
