"""The page on where this tool answers as Prowler does, from the table that the tests hold it to."""

import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from page_shapes import cell, table

TESTS = Path(__file__).parent.parent / "tests"
sys.path.append(str(TESTS))

from agreement.everything import TABLES  # noqa: E402 - it lives with the tests that run it
from agreement.scenario import Scenario, Table  # noqa: E402

TEXT = """\
# Agreement with Prowler

Every check that has a twin in Prowler is asked about the accounts below, and so was Prowler 5.46, by reading what its
checks do. `tests/test_agreement.py` runs ours and fails when an answer changes. *No finding* stands for a pass and for
nothing to judge; what ours says is said with its default options unless some are named.

Of {scenarios} scenarios of {checks} checks, {differences} are answered differently, on purpose; each has its reason.
Prowler rates and names some faults differently; the tables are about what is found.

{chapters}
"""
COLUMNS = ("the account has", "Prowler", "iam-audit", "why they differ")


def pages() -> Iterator[tuple[str, str]]:
    """Yield the path and the text of the page."""
    scenarios = [one for each in TABLES for one in each.scenarios]
    chapters = [_chapter(check, list(tables)) for check, tables in groupby(TABLES, key=lambda one: one.check)]
    yield (
        "agreement.md",
        TEXT.format(
            scenarios=len(scenarios),
            checks=len(chapters),
            differences=sum(not one.agrees for one in scenarios),
            chapters="\n\n".join(chapters),
        ),
    )


def _chapter(check: str, tables: list[Table]) -> str:
    rows = [_row(each, one) for each in tables for one in each.scenarios]
    return f"## [{check}](checks/{check}.md)\n\n{table(COLUMNS, rows)}"


def _row(asked: Table, one: Scenario) -> tuple[str, str, str, str]:
    options = "".join(f", with `{name} = {value}`" for name, value in asked.options.items())
    return cell(one.what + options), one.prowler, one.ours, cell(one.why)
