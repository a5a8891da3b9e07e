"""`python -m benchmarks.judging [--full]`: what it costs to judge a large account whole, against another tool.

Both are run as people run them, as commands on files, and measured as processes: processor time and the most memory
they held. The other tool is installed into a folder that is thrown away. It is slow, so it gets a tenth of the account
unless `--full` is said, and nothing is extrapolated: the ratios are of runs on the same file. Writes
docs/benchmarks-judging.md.
"""

import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.judging_page import write
from benchmarks.privilege import NOW, Inventor, authorization_details
from iam_audit.collect.report_table import COLUMNS, FILE
from iam_audit.model import Snapshot

WHOLE = (2000, 2000, 1500)
TENTH = (200, 200, 150)
LARGE = (10_000, 10_000, 7500)
DETAILS = "account-authorization-details.json"
ADDED = ("2024-06-01T00:00:00+00:00", "2026-03-01T00:00:00+00:00")
"""When keys and passwords were made, and last used."""


@dataclass(frozen=True)
class Cost:
    """What one run took."""

    tool: str
    users: int
    roles: int
    policies: int
    cpu_seconds: float
    peak_mib: float


def write_account(folder: Path, size: tuple[int, int, int]) -> Path:
    """Invent an account, and save it as a bundle of AWS's own answers."""
    account = Inventor().account(*size)
    folder.mkdir(parents=True)
    details = {**authorization_details(account), "IsTruncated": False}
    (folder / DETAILS).write_text(json.dumps(details), encoding="utf-8")
    with (folder / FILE).open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([COLUMNS, *_rows(account)])
    return folder


def _rows(account: Snapshot) -> Iterator[list[str]]:
    made, used = ADDED
    no_key = ["false", "N/A", "N/A", "N/A", "N/A"]
    no_certificates = ["false", "N/A"] * 2
    root_arn = f"arn:aws:iam::{account.account.id}:root"
    no_password = ["false", "N/A", "N/A", "N/A", "false"]
    yield ["<root_account>", root_arn, made, *no_password, *no_key, *no_key, *no_certificates]
    for number, user in enumerate(account.users):
        console = ["true", used, made, "N/A", "true"] if user.password.enabled else no_password
        key = ["true", made, used if number % 3 else "N/A", "eu-west-1", "s3"] if number % 2 else no_key
        yield [user.name, user.arn, made, *console, *key, *no_key, *no_certificates]


def ours(bundle: Path, size: tuple[int, int, int]) -> Cost:
    """Audit the bundle: all checks, all tiers, written as JSON."""
    report = bundle.parent / "report.json"
    command = [sys.executable, "-m", "iam_audit", "audit", "--from-dir", str(bundle), "--format", "json"]
    return _measured(
        "iam-audit", [*command, "--now", NOW.isoformat(), "--output", str(report)], size, {0, 1, 3}
    )


def theirs(tool: Path, bundle: Path, size: tuple[int, int, int]) -> Cost:
    """Scan the same authorization details."""
    output = bundle.parent / "scan"
    output.mkdir(exist_ok=True)
    command = [
        str(tool),
        "scan",
        "--skip-open-report",
        "--input-file",
        str(bundle / DETAILS),
        "--output",
        str(output),
    ]
    return _measured("cloudsplaining", command, size, {0})


def _measured(name: str, command: Sequence[str], size: tuple[int, int, int], fine: set[int]) -> Cost:
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(running.pid, 0)
    running.returncode = os.waitstatus_to_exitcode(status)
    if running.returncode not in fine:
        raise SystemExit(f"{name} ended with {running.returncode}: {' '.join(command)}")
    return Cost(name, *size, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def installed(folder: Path) -> Path | None:
    """Install the other tool; None where that fails, as without a network."""
    tools = folder / "tools"
    try:
        for command in (
            [sys.executable, "-m", "venv", str(tools)],
            [str(tools / "bin" / "pip"), "install", "--quiet", "cloudsplaining"],
        ):
            subprocess.run(command, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return tools / "bin" / "cloudsplaining"


def measure(folder: Path, *, full: bool) -> Iterator[Cost]:
    """Yield each cost as it is known."""
    sizes = {"tenth": TENTH, "whole": WHOLE, "large": LARGE}
    bundles = {name: write_account(folder / name / "bundle", size) for name, size in sizes.items()}
    for name, size in sizes.items():
        yield ours(bundles[name], size)
    tool = installed(folder)
    if not tool:
        print("Skipped: cloudsplaining could not be installed, so there is nothing to compare with.")
        return
    yield theirs(tool, bundles["tenth"], TENTH)
    if full:
        yield theirs(tool, bundles["whole"], WHOLE)


def main() -> None:
    """Measure, print, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--full", action="store_true", help="give the other tool the whole account too: minutes"
    )
    costs = []
    full = parser.parse_args().full
    with tempfile.TemporaryDirectory() as folder:
        for cost in measure(Path(folder), full=full):
            print(cost, flush=True)
            costs.append(cost)
    write(costs)


if __name__ == "__main__":
    main()
