"""Writes docs/benchmarks.md."""

import os
import platform
from collections.abc import Iterable
from pathlib import Path

from benchmarks.section import Section

PAGE = Path(__file__).parents[1] / "docs" / "benchmarks.md"


def write(sections: Iterable[Section]) -> None:
    """Write the page."""
    chapters = "\n".join(map(str, sections))
    PAGE.write_text(
        f"""# What it costs

Measured by `make bench` (`python -m benchmarks`), which writes this page. Machine: {_machine()}.
Absolute figures are this machine's, and it does other work meanwhile; the ratios, each of one run, carry over. AWS is a
simulated one on loopback (`tests/simulated_aws.py`), in a process of its own.

{chapters}""",
        encoding="utf-8",
    )


def _machine() -> str:
    return f"{os.cpu_count()} processors, {platform.system()} {platform.machine()}, Python {platform.python_version()}"
