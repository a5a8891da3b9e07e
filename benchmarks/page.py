"""Writes docs/benchmarks.md."""

import os
import platform
from pathlib import Path

from benchmarks.account import KEY_SHARE, LATENCY, USERS, Measured
from benchmarks.startup import ROUNDS, Startup

PAGE = Path(__file__).parents[1] / "docs" / "benchmarks.md"


def table(loop: Measured, audit: Measured) -> str:
    """Return the figures of the account as a Markdown table."""
    rows = [
        f"| {one.name} | {one.calls:,} | {one.seconds:.1f} s | {one.cpu_seconds:.1f} s |"
        for one in (loop, audit)
    ]
    ratios = (loop.calls / audit.calls, loop.seconds / audit.seconds, loop.cpu_seconds / audit.cpu_seconds)
    head = "| | calls | time | processor time |\n|---|---|---|---|"
    return "\n".join([head, *rows, "| ratio | " + " | ".join(f"{one:.1f}" for one in ratios) + " |"])


def startup_table(startup: Startup) -> str:
    """Return the figures of the start as a Markdown table."""
    milliseconds = (
        f"| {startup.nothing * 1000:.0f} ms | {startup.help * 1000:.0f} ms | {startup.limit * 1000:.0f} ms |"
    )
    return (
        "| `python -c pass` | `iam-audit --help` | limit: twice the first and 60 ms |\n|---|---|---|\n"
        + milliseconds
    )


def write(loop: Measured, audit: Measured, startup: Startup) -> None:
    """Write the page."""
    PAGE.write_text(
        f"""# What it costs

Measured by `make bench` (`python -m benchmarks`), which writes this page. Machine: {_machine()}.
Absolute figures are this machine's; the ratios carry over.

## Calls

One account with {USERS:,} users of whom {USERS * KEY_SHARE:.0f} have an access key, on a simulated AWS
(`tests/simulated_aws.py`) in another process that answers after {LATENCY * 1000:.0f} ms. Both ways find the
same keys.

{table(loop, audit)}

The loop is what scripts do: ListUsers, then ListAccessKeys, GetAccessKeyLastUsed, GetLoginProfile and
ListMFADevices, one call after another. The audit reads the credential report and the authorization details, which
hold all users at once, and asks per user only for the ids of keys, which no bulk answer holds; those calls run in
parallel. AWS limits the calls per account, so against a busy account expect the ratio of the calls rather than
that of the time.

## Start

The quickest of {ROUNDS} runs each, in turns.

{startup_table(startup)}
""",
        encoding="utf-8",
    )


def _machine() -> str:
    return f"{os.cpu_count()} processors, {platform.system()} {platform.machine()}, Python {platform.python_version()}"
