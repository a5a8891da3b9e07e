"""A run that is killed for good ten times, at random moments, and resumed after each, against one that is not."""

import json
import os
import random
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.section import Limit, Section, table

SERVER = Path(__file__).parents[1] / "tests" / "simulated_aws.py"
ACCOUNTS, USERS, LATENCY, AT_ONCE = 40, 20, 0.02, 8
KILLS, LONGEST = 10, 3.0
SEED = 20260319
READING = "GetAccountAuthorizationDetails"


@dataclass(frozen=True)
class Simulation:
    """A simulated AWS, and where runs against it are kept."""

    url: str
    folder: Path

    def start(self, *args: str) -> subprocess.Popen[bytes]:
        """Start an audit."""
        environment = os.environ | {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
            "AWS_SECRET_ACCESS_KEY": "simulated",
            "AWS_REGION": "us-east-1",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        }
        command = [sys.executable, "-m", "iam_audit", "audit", "--quiet", "--format", "json", *args]
        return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)

    def reads(self) -> int:
        """Return how often an account was read."""
        with urllib.request.urlopen(f"{self.url}/calls") as answer:
            calls = json.load(answer)
        return sum(number for call, number in calls.items() if call.endswith(READING))

    def begin(self, runs: str) -> subprocess.Popen[bytes]:
        """Begin a run of its own."""
        now = ("--now", "2026-03-19T12:00:00Z", "--concurrency", str(AT_ONCE))
        return self.start("--org", "--role", "reader", *now, "--runs-dir", str(self.folder / runs))

    def resume(self, runs: str) -> subprocess.Popen[bytes]:
        """Go on with it."""
        return self.start("--resume", "last", "--runs-dir", str(self.folder / runs))


def measure() -> Section:
    """Measure both; the reports must be the same."""
    with simulation() as aws:
        began = time.monotonic()
        undisturbed = aws.begin("calm").communicate()[0]
        calm, base = time.monotonic() - began, aws.reads()
        began = time.monotonic()
        kills, disturbed = _killed_and_resumed(aws)
        rough, again = time.monotonic() - began, aws.reads() - 2 * base
    if disturbed != undisturbed:
        raise SystemExit("The run that was killed gives another report.")
    rows = (
        ("undisturbed", f"{base}", f"{calm:.1f} s"),
        (f"killed {kills} times", f"{base + again}", f"{rough:.1f} s"),
    )
    return Section(
        title="Resuming",
        text=f"""
{ACCOUNTS} accounts with {USERS} users each, {AT_ONCE} at a time; each answer takes {LATENCY * 1000:.0f} ms. The run is
killed (SIGKILL) after up to {LONGEST:.0f} seconds and resumed, {kills} times. Both
reports were the same, byte for byte.

{table(("", "accounts read", "time"), *rows)}""",
        limits=(Limit(what="accounts read in vain per kill", measured=again / kills, at_most=AT_ONCE),),
    )


def _killed_and_resumed(aws: Simulation) -> tuple[int, bytes]:
    moments, running, kills = random.Random(SEED), aws.begin("rough"), 0
    for _ in range(KILLS):
        time.sleep(moments.uniform(1, LONGEST))
        kills += running.poll() is None
        running.kill()
        running.communicate()
        running = aws.resume("rough")
    return kills, running.communicate()[0]


@contextmanager
def simulation() -> Iterator[Simulation]:
    """Start a simulated AWS in a process of its own."""
    flags = ["--accounts", str(ACCOUNTS), "--users", str(USERS), "--latency", str(LATENCY)]
    server = subprocess.Popen(
        [sys.executable, SERVER, *flags], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        with tempfile.TemporaryDirectory() as folder:
            yield Simulation(server.stdout.readline().strip(), Path(folder))
    finally:
        server.stdin.close()
        server.stdout.close()
        server.wait()


if __name__ == "__main__":
    print(measure())
