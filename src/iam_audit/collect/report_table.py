"""The credential report as a table: cells by column name, each with its place for when it is wrong."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol, TypeVar

from iam_audit.errors import InputError

T = TypeVar("T")

FILE = "credential-report.csv"

COLUMNS = (
    *("user", "arn", "user_creation_time"),
    *(
        "password_enabled",
        "password_last_used",
        "password_last_changed",
        "password_next_rotation",
        "mfa_active",
    ),
    *("access_key_1_active", "access_key_1_last_rotated", "access_key_1_last_used_date"),
    *("access_key_1_last_used_region", "access_key_1_last_used_service"),
    *("access_key_2_active", "access_key_2_last_rotated", "access_key_2_last_used_date"),
    *("access_key_2_last_used_region", "access_key_2_last_used_service"),
    *("cert_1_active", "cert_1_last_rotated", "cert_2_active", "cert_2_last_rotated"),
)
"""The columns that must be there. AWS adds others from time to time; those are not read.

Source: "Get credential reports for your AWS account" in the IAM User Guide.
"""


class Reader(Protocol):
    """What `csv.reader` returns."""

    line_num: int

    def __iter__(self) -> Iterator[list[str]]:
        """Yield rows."""
        ...


@dataclass(frozen=True)
class Cells:
    """One row of the report."""

    line: int
    words: Mapping[str, str]

    def read(self, column: str, reader: Callable[[str], T]) -> T:
        """Read one cell, naming its place when it cannot be read."""
        try:
            return reader(self.words[column])
        except ValueError as error:
            raise InputError(f"{FILE}, line {self.line}, column {column}: {error}.") from error


def read_table(text: str) -> Iterator[Cells]:
    """Yield the rows of the report. Raises InputError."""
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    header = next(_rows(reader), None)
    if header is None:
        raise InputError(f"{FILE}: empty.")
    names = [name.strip() for name in header]
    _require_columns(names)
    for row in _rows(reader):
        yield Cells(reader.line_num, dict(zip(names, _whole(row, names, reader.line_num), strict=True)))


def _rows(reader: Reader) -> Iterator[list[str]]:
    try:
        yield from (row for row in reader if row)
    except csv.Error as error:
        raise InputError(f"{FILE}, line {reader.line_num}: not valid CSV ({error}).") from error


def _require_columns(names: list[str]) -> None:
    for column in COLUMNS:
        if names.count(column) != 1:
            problem = "there is no column" if column not in names else "there is more than one column"
            raise InputError(f"{FILE}, line 1: {problem} {column}.")


def _whole(row: list[str], names: list[str], line: int) -> list[str]:
    if len(row) < len(names):
        raise InputError(f"{FILE}, line {line}: cut off before column {names[len(row)]}.")
    if len(row) > len(names):
        raise InputError(f"{FILE}, line {line}: {len(row)} values for {len(names)} columns.")
    return row
