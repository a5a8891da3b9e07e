import csv
import io

import pytest

from iam_audit.reports.spreadsheet import cell, csv_text


@pytest.mark.parametrize(
    "start", ["=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20"]
)
def test_a_cell_that_starts_like_a_formula_becomes_text(start):
    assert cell(f"{start}cmd()").startswith("'")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("alice", "alice"),
        ("a=b", "a=b"),
        (-5, "-5"),
        (True, "True"),
        (False, "False"),
        (None, ""),
        ("", ""),
    ],
)
def test_other_cells_are_left_as_they_are(value, text):
    assert cell(value) == text


@pytest.mark.parametrize("name", ["a\rb", "a\r\nb", "a\x00b", "a\x1bb"])
def test_a_control_character_neither_breaks_a_row_nor_acts(name):
    text = csv_text(("name", "age"), [(name, 1)])

    assert len(list(csv.reader(io.StringIO(text, newline="")))) == 2
    assert not {"\r", "\x00", "\x1b"} & set(text)
