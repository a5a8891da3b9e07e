"""The guide to alerts: its settings are accepted, and the tests that its table names exist."""

import ast
import re
import tomllib
from pathlib import Path

import msgspec
import pytest

from alert_scenes import audited, people
from alert_surroundings import alerting, surroundings
from builders import NOW
from iam_audit import checks
from iam_audit.audience import plan_of
from iam_audit.audience.owners_file import load_owners
from iam_audit.audit import Judgement
from iam_audit.ledger import InMemoryLedger
from iam_audit.settings import Settings, load
from iam_audit.workflows import preview

HOME = Path(__file__).parents[2]
PAGE = (HOME / "docs" / "alerts" / "README.md").read_text(encoding="utf-8")
FIRST, OWNERS, ROUTES = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
SHOWN = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)
CHECKS = re.findall(r"`\[checks\.([\w-]+)\] (\w+)`", PAGE)


@pytest.mark.parametrize(("file", "name"), SHOWN)
def test_the_tests_that_the_table_names_exist(file, name):
    tree = ast.parse((HOME / file).read_text(encoding="utf-8"))

    assert name in {one.name for one in tree.body if isinstance(one, ast.FunctionDef)}


def test_every_row_of_the_table_names_a_test():
    rows = [
        line
        for line in PAGE.split("## Everything that was asked of it")[1].splitlines()
        if line.startswith("| ")
    ]

    assert len(SHOWN) == len(rows) - 1 >= 20


@pytest.mark.parametrize(("check", "option"), CHECKS)
def test_the_options_of_checks_that_the_table_names_exist(check, option):
    known = {one.id: checks.options_of(one) for one in checks.catalogue()}

    assert option in {one.name for one in known[check]}


def test_the_settings_of_the_guide_are_accepted(tmp_path):
    (tmp_path / "iam-audit.toml").write_text(f"{FIRST}\n{ROUTES}")

    assert len(plan_of(load(tmp_path, {}), surroundings()).routes) == 3


def test_the_first_settings_of_the_guide_tell_the_team_and_the_owners():
    made = msgspec.convert(tomllib.loads(FIRST), Settings)

    assert [one.channels for one in plan_of(made, surroundings()).routes] == [("owner", "security")]


def test_the_file_of_owners_of_the_guide_is_accepted(tmp_path):
    (tmp_path / "owners.toml").write_text(OWNERS)

    assert load_owners(tmp_path / "owners.toml")[0].name == "the storage team"


@pytest.mark.parametrize(("ignored", "heard"), [(True, 0), (False, 1)])
def test_nobody_hears_of_users_without_permissions_where_they_are_ignored(ignored, heard):
    powerless = audited(people(), judgement=Judgement(ignore_users_without_permissions=ignored))
    told = preview(powerless, alerting(routes=[{"channels": ["owner"]}]), InMemoryLedger(), NOW)

    assert len(told) == heard
