"""The page of measurements holds what was measured last of each thing."""

from benchmarks.page import together
from benchmarks.section import Limit, Section

KNOWN = """# What it costs

Once upon a time.

## Start

Quick.

## The API

| a | b |
| --- | --- |
| 1 | 2 |

## Alerts

Few.
"""


def test_what_is_measured_again_takes_the_place_of_what_was_said_and_the_rest_stays():
    told = together(KNOWN, [Section(title="The API", text="New."), Section(title="Memory", text="Little.")])

    assert told == "## Start\n\nQuick.\n\n## The API\n\nNew.\n\n## Alerts\n\nFew.\n\n## Memory\n\nLittle.\n"


def test_writing_the_same_again_changes_nothing():
    section = Section(title="Memory", text="Little.", limits=(Limit(what="of it", measured=1, at_most=2),))
    once = together(KNOWN, [section])

    assert together(f"# What it costs\n\n{once}", [section]) == once


def test_a_page_that_is_not_there_yet_begins_with_what_is_measured():
    assert together("", [Section(title="Memory", text="Little.")]) == "## Memory\n\nLittle.\n"
