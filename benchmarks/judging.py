"""What it costs to judge a large account whole, against another tool.

Both are run as people run them, as commands on files, and measured as processes: processor time and the most memory
they held. The other tool is installed into a folder that is thrown away.
"""

import csv
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from compileall import compile_dir
from dataclasses import dataclass
from pathlib import Path

import iam_audit
from benchmarks.details import authorization_details
from benchmarks.invented import NOW, Inventor
from benchmarks.process import taken_by
from benchmarks.section import Limit, Section, table
from iam_audit.collect.report_table import COLUMNS, FILE
from iam_audit.model import Snapshot

WHOLE = (2000, 2000, 1500)
LARGE = (10_000, 10_000, 7500)
DETAILS = "account-authorization-details.json"
ADDED = ("2024-06-01T00:00:00+00:00", "2026-03-01T00:00:00+00:00")
"""When keys and passwords were made, and last used."""

TEXT = """
An invented account, always the same, in AWS's own files: 4,878 documents, 3,375 of them inline and each its own, with
17,000 statements. Two customer policies in five are copies of AWS's own, each another one; of the other statements 18
in a hundred have conditions, 7 deny, 2 have a NotAction; there are boundaries, groups, roles for services and people.
Then the same {growth} times as large. From the files on, every check and every tier is judged, and all of it is written
as JSON, which holds all findings with their remedies and everybody's tiers. Processor time and the most memory held are
those of the process.

{costs}

`cloudsplaining scan` gets the same authorization details. It judges each policy by itself, and neither who holds it nor
with which credential.
"""


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
    (folder / DETAILS).write_text(json.dumps(authorization_details(account)), encoding="utf-8")
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
    taken = taken_by(command)
    if taken.exit_code not in fine:
        raise SystemExit(f"{name} ended with {taken.exit_code}: {' '.join(command)}")
    return Cost(name, *size, taken.cpu_seconds, taken.peak_mib)


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


def measure() -> Section:
    """Judge the account and one five times as large, and let the other tool scan the account."""
    # Installers compile what they install, the other tool below too; a checkout may be compiled anew by each command.
    compile_dir(Path(iam_audit.__file__).parent, quiet=2)
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        bundles = {size: write_account(folder / str(size[0]) / "bundle", size) for size in (WHOLE, LARGE)}
        whole, large = (ours(bundles[size], size) for size in (WHOLE, LARGE))
        tool = installed(folder)
        other = theirs(tool, bundles[WHOLE], WHOLE) if tool else None
    return Section(
        title="Judging a large account",
        text=TEXT.format(
            costs=_costs(one for one in (whole, large, other) if one), growth=LARGE[0] // WHOLE[0]
        ),
        limits=(*_compared(whole, other), *_growth(whole, large)),
    )


def _compared(one: Cost, other: Cost | None) -> tuple[Limit, ...]:
    if other is None:
        print("cloudsplaining could not be installed, so there is nothing to compare with.")
        return ()
    seconds, memory = other.cpu_seconds / one.cpu_seconds, other.peak_mib / one.peak_mib
    return (
        Limit(what="processor time of cloudsplaining / of iam-audit", measured=seconds, at_least=60),
        Limit(what="memory of cloudsplaining / of iam-audit", measured=memory, at_least=8),
    )


def _growth(one: Cost, larger: Cost) -> tuple[Limit, ...]:
    times = larger.users / one.users
    growth = larger.cpu_seconds / one.cpu_seconds / times
    return (
        Limit(
            what=f"processor time for {times:.0f} times the account / {times:.0f}",
            measured=growth,
            at_most=1.2,
        ),
    )


def _costs(costs: Iterable[Cost]) -> str:
    head = ("tool", "users", "roles", "customer policies", "processor time", "memory")
    rows = (
        (
            one.tool,
            f"{one.users:,}",
            f"{one.roles:,}",
            f"{one.policies:,}",
            f"{one.cpu_seconds:.1f} s",
            f"{one.peak_mib:.0f} MiB",
        )
        for one in costs
    )
    return table(head, *rows)


if __name__ == "__main__":
    print(measure())
