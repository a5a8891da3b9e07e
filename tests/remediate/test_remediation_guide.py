"""The guide tells what is so: its settings are accepted, its commands exist, and its numbers are the defaults."""

import re
import shlex
from pathlib import Path

import msgspec
import pytest

from iam_audit.cli.commands import load as command_of
from iam_audit.remediate.signing import API, SLACK
from iam_audit.remediate.windows import calendar_of
from iam_audit.settings import RemediateSettings, load
from iam_audit.workflows.plans import approvers_over

PAGE = (Path(__file__).parents[2] / "docs" / "remediation" / "README.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
LINES = [
    line.partition(" #")[0].strip()
    for text in re.findall(r"```\n(.*?)```", PAGE, re.DOTALL)
    for line in text.splitlines()
    if line.startswith("iam-audit")
]
DEFAULTS = RemediateSettings()


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_settings_of_the_guide_are_accepted(tmp_path, example):
    (tmp_path / "iam-audit.toml").write_text(example, encoding="utf-8")

    settings = load(tmp_path, {}).remediate

    assert calendar_of(settings)
    assert settings != DEFAULTS


@pytest.mark.parametrize("line", LINES)
def test_the_commands_of_the_guide_exist_with_their_options(line):
    _, group, name, *words = shlex.split(line)
    command = command_of(group).commands[name]
    options = {option for param in command.params for option in param.opts}

    assert {word for word in words if word.startswith("--")} <= options


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("idle_days", "idle for 90 days and one (`idle_days`"),
        ("warning_days", "14 days (`warning_days`)"),
        ("final_warning_days", "7 days (`final_warning_days`)"),
        ("quarantine_days", "30 days (`quarantine_days`)"),
        ("gap_days", "more than 14 days (`gap_days`)"),
        ("exempt_days", "90 days ahead\n(`exempt_days`)"),
        ("min_age_days", "younger than 14 days (`min_age_days`)"),
        ("max_steps", "`max_steps` (100)"),
        ("max_percent", "`max_percent` (25 % of all keys)"),
        ("max_steps_per_account", "`max_steps_per_account` (25)"),
        ("max_percent_per_account", "`max_percent_per_account` (50 %)"),
        ("plan_hours", "72 hours (`plan_hours`)"),
        ("approvals", "(1; 0 for none)"),
    ],
)
def test_the_numbers_of_the_guide_are_the_defaults(name, said):
    assert said in PAGE
    assert str(getattr(DEFAULTS, name)) in said


def test_by_default_nobody_approves_and_no_account_is_armed():
    assert DEFAULTS.armed == ()
    assert DEFAULTS.approvers == {}
    assert [approvers_over(how, DEFAULTS) for how in (API, SLACK)] == [(), ()]


def test_every_setting_of_the_ladder_and_the_guards_is_in_the_guide():
    told_elsewhere = {"margin_days", "actions", "final_warning_days", "person", "machine"}

    for name in msgspec.structs.asdict(DEFAULTS).keys() - told_elsewhere:
        assert name in PAGE, name
