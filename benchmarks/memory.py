"""Peak memory of an audit of many accounts against that of one of few, with every format written.

`python -m benchmarks.memory [FEW MANY USERS]` measures this alone.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.process import taken_by
from benchmarks.section import Limit, Section, table

SERVER = Path(__file__).parents[1] / "tests" / "simulated_aws.py"
FEW, MANY, USERS = 100, 2000, 20
LIMIT = 1.5
FORMATS = ("table", "json", "csv", "findings-csv", "html", "sarif", "ocsf", "asff", "junit", "markdown")


@dataclass(frozen=True)
class Peak:
    """What one audit took."""

    accounts: int
    megabytes: float
    seconds: float
    written: float
    """Megabytes of reports."""


def measure(few: int = FEW, many: int = MANY, users: int = USERS) -> Section:
    """Audit few accounts and many."""
    peaks = [audited(number, users) for number in (few, many)]
    rows = [
        (f"{one.accounts:,}", f"{one.megabytes:.0f} MB", f"{one.written:,.0f} MB", f"{one.seconds:.0f} s")
        for one in peaks
    ]
    return Section(
        title="Memory",
        text=f"""
Organizations of accounts with {users} users each, audited by a process of its own that then writes the report as
{", ".join(FORMATS)}. Accounts are judged as they arrive and written to disk one by one; reports read them from there.

{table(("accounts", "peak memory", "reports written", "time"), *rows)}""",
        limits=(
            Limit(
                what=f"peak memory at {many:,} accounts / at {few:,}",
                measured=peaks[1].megabytes / peaks[0].megabytes,
                at_most=LIMIT,
            ),
        ),
    )


def audited(accounts: int, users: int, formats: Sequence[str] = FORMATS) -> Peak:
    """Audit so many accounts in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, SERVER, "--accounts", str(accounts), "--users", str(users)]
        server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        try:
            return _audited(accounts, server.stdout.readline().strip(), Path(folder), formats)
        finally:
            server.stdin.close()
            server.stdout.close()
            server.wait()


def _audited(accounts: int, url: str, folder: Path, formats: Sequence[str]) -> Peak:
    output = folder / "reports"
    command = [sys.executable, "-m", "iam_audit", "audit", "--org", "--role", "reader", "--quiet"]
    command += ["--output", str(output), "--now", "2026-03-19T12:00:00Z", "--format", *formats]
    began = time.monotonic()
    taken = taken_by(command, _environment(url, folder))
    if taken.exit_code:
        raise SystemExit(f"The audit of {accounts} accounts ended with {taken.exit_code}.")
    written = sum(path.stat().st_size for path in output.rglob("*")) if output.exists() else 0
    return Peak(accounts, taken.peak_mib, time.monotonic() - began, written / 2**20)


def _environment(url: str, folder: Path) -> dict[str, str]:
    return os.environ | {
        "AWS_ENDPOINT_URL": url,
        "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
        "AWS_SECRET_ACCESS_KEY": "simulated",
        "AWS_REGION": "us-east-1",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "XDG_STATE_HOME": str(folder / "state"),
    }


if __name__ == "__main__":
    print(measure(*map(int, sys.argv[1:])))
