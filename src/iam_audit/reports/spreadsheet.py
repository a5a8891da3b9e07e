"""CSV that is safe to open in a spreadsheet program.

Spreadsheets run a cell that starts like a formula, and an IAM user may be called `=cmd()`. Such a cell gets
an apostrophe in front, which spreadsheets take as "this is text" (OWASP, "CSV Injection").
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import TypeAlias

from iam_audit.reports.visible import visible

Cell: TypeAlias = str | int | bool | None

STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""The last four are the full-width forms, which some programs treat alike."""


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """Return a whole CSV file, header first, with every cell made safe."""
    return "".join(csv_pieces(columns, rows))


def csv_pieces(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """Yield a CSV file row by row, header first, with every cell made safe."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for row in chain([columns], ([cell(value) for value in row] for row in rows)):
        writer.writerow(row)
        yield out.getvalue()
        out.seek(0)
        out.truncate()


def cell(value: Cell) -> str:
    """Return the text of one cell: empty for None, harmless for a name that looks like a formula."""
    text = "" if value is None else str(value)
    harmful = isinstance(value, str) and text.startswith(STARTS_A_FORMULA)
    # Tabs and line feeds are fine inside a quoted cell; a bare carriage return ends the row for some readers.
    return ("'" if harmful else "") + visible(text, keep="\n\t")
