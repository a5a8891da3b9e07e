"""Where this tool answers as Prowler 5.46 does, and where it differs on purpose.

What Prowler answers is written down and not asked for. The page docs/agreement.md shows the same table.
"""

import pytest

from agreement.everything import TABLES
from agreement.scenario import asked
from iam_audit import checks
from iam_audit.checks.frameworks import equivalents_of

CATALOGUE = {check.id for check in checks.catalogue()}
ROWS = [
    pytest.param(table, scenario, id=f"{table.check}: {scenario.what}")
    for table in TABLES
    for scenario in table.scenarios
]
every_row = pytest.mark.parametrize(("table", "scenario"), ROWS)


@every_row
def test_we_answer_what_the_table_says(table, scenario):
    assert asked(table.check, scenario.read, table.options) is scenario.ours


@every_row
def test_a_difference_has_a_reason_and_agreement_needs_none(table, scenario):
    assert bool(scenario.why) is not scenario.agrees


def test_every_check_with_a_twin_in_prowler_is_in_the_table():
    twins = {one for one in CATALOGUE if "prowler" in equivalents_of(one)}

    assert twins - {table.check for table in TABLES} == set()


def test_nothing_else_is_in_the_table():
    assert [table.check for table in TABLES if "prowler" not in equivalents_of(table.check)] == []


def test_no_scenario_is_there_twice():
    names = [row.id for row in ROWS]

    assert sorted({*names}) == sorted(names)
