"""Writes docs/benchmarks.md."""

import os
import platform
from collections.abc import Iterable
from pathlib import Path

from benchmarks.section import Section

PAGE = Path(__file__).parents[1] / "docs" / "benchmarks.md"


def write(sections: Iterable[Section]) -> None:
    """Put sections on the page, each in the place of what it said before; the others stay."""
    known = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    PAGE.write_text(f"{_head()}\n{together(known, sections)}", encoding="utf-8")


def together(known: str, sections: Iterable[Section]) -> str:
    """Return the chapters of a page with these sections among them."""
    chapters = {text.partition("\n")[0]: f"## {text.strip()}\n" for text in known.split("\n## ")[1:]}
    chapters |= {one.title: str(one) for one in sections}
    return "\n".join(chapters.values())


def _head() -> str:
    return f"""# What it costs

Measured by `make bench` (`python -m benchmarks`), which writes this page; with names, as in
`python -m benchmarks history api dashboard`, only those chapters are measured anew. Machine: {_machine()}.
Absolute figures are this machine's, and it does other work meanwhile; the ratios, each of one run, carry over. AWS is a
simulated one on loopback (`tests/simulated_aws.py`), in a process of its own.
"""


def _machine() -> str:
    return f"{os.cpu_count()} processors, {platform.system()} {platform.machine()}, Python {platform.python_version()}"
