"""Writes docs/benchmarks-judging.md."""

import os
import platform
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

PAGE = Path(__file__).parents[1] / "docs" / "benchmarks-judging.md"
TEXT = """\
# What judging costs

Measured by `python -m benchmarks.judging`, which writes this page; `make bench` runs it. Machine: {machine}.
Absolute figures are this machine's; the ratios carry over.

An invented account, always the same, in AWS's own files: conditions on one statement in five, denials, NotAction,
boundaries, groups, roles for services and people. Every check and every tier is judged from the files on, and written
as JSON. Processor time and the most memory held are those of the process.

{costs}

{comparison}
"""
NO_COMPARISON = "Cloudsplaining could not be installed, so nothing is compared."
COMPARISON = """\
Against `cloudsplaining scan` on the same authorization details, which judges each policy by itself and neither who
holds it nor credentials:

{table}"""


class Cost(Protocol):
    """What one run took."""

    tool: str
    users: int
    roles: int
    policies: int
    cpu_seconds: float
    peak_mib: float


def write(costs: Sequence[Cost]) -> None:
    """Write the page."""
    system = f"{platform.system()} {platform.machine()}"
    machine = f"{os.cpu_count()} processors, {system}, Python {platform.python_version()}"
    text = TEXT.format(machine=machine, costs=_costs(costs), comparison=_comparison(costs))
    PAGE.write_text(text, encoding="utf-8")


def _costs(costs: Sequence[Cost]) -> str:
    head = "| tool | users | roles | customer policies | processor time | memory |\n|---|---|---|---|---|---|"
    rows = [
        f"| {one.tool} | {one.users:,} | {one.roles:,} | {one.policies:,} | {one.cpu_seconds:.1f} s |"
        f" {one.peak_mib:.0f} MiB |"
        for one in costs
    ]
    return "\n".join([head, *rows])


def _comparison(costs: Sequence[Cost]) -> str:
    others = [one for one in costs if one.tool != "iam-audit"]
    if not others:
        return NO_COMPARISON
    mine = {one.users: one for one in costs if one.tool == "iam-audit"}
    head = "| users and roles | processor time, times less | memory, times less |\n|---|---|---|"
    rows = [_ratios(mine[one.users], one) for one in others]
    return COMPARISON.format(table="\n".join([head, *rows]))


def _ratios(mine: Cost, other: Cost) -> str:
    cpu, memory = other.cpu_seconds / mine.cpu_seconds, other.peak_mib / mine.peak_mib
    return f"| {mine.users:,} + {mine.roles:,} | {cpu:.1f} | {memory:.1f} |"
