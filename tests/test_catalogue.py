"""Things true of every check, also of those that nobody has written yet: its names, words, remedies, options."""

import inspect
from dataclasses import replace as replaced
from pathlib import Path

import pytest

from asking import CATALOGUE, audit, every_check, every_configured_check, findings_in_bad_accounts
from aws_cli import problems
from iam_audit import checks
from iam_audit.checks.frameworks import crosswalk
from iam_audit.errors import SettingsError
from iam_audit.model import Severity
from whole_accounts import load

HOME = Path(__file__).parent.parent
WITH_OPTIONS = [check for check in CATALOGUE if checks.options_of(check)]
every_check_with_options = pytest.mark.parametrize("check", WITH_OPTIONS, ids=lambda check: check.id)


# Names


def test_ids_are_unique_and_in_order():
    ids = [check.id for check in CATALOGUE]

    assert ids == sorted(set(ids))


@every_check
def test_an_id_is_words_without_a_limit_or_the_number_of_a_benchmark(check):
    assert check.id.replace("-", "").isalpha()
    assert check.id == check.id.lower()


@every_check
def test_the_file_the_class_and_the_id_are_spelled_alike(check):
    assert check.__module__ == f"iam_audit.checks.{check.id.replace('-', '_')}"
    assert check.__name__ == "".join(word.capitalize() for word in check.id.split("-"))


@every_check
def test_there_is_a_test_file_and_a_page_of_that_name(check):
    assert (HOME / "tests" / "checks" / f"test_{check.id.replace('-', '_')}.py").is_file()
    assert (HOME / "docs" / "checks" / f"{check.id}.md").is_file()


# Words


@every_check
def test_a_check_says_why_the_answer_matters(check):
    why = inspect.cleandoc(check.__doc__ or "")

    assert not why.startswith(f"{check.__name__}("), "the docstring is missing; dataclass made one up"
    assert why.split("\n\n")[0].endswith(".")


@every_check
def test_a_title_says_what_is_wrong_in_one_line(check):
    assert check.title
    assert not check.title.endswith(".")
    assert "\n" not in check.title


@every_check
def test_titles_are_not_shared(check):
    assert [other.id for other in CATALOGUE if other.title == check.title] == [check.id]


@every_check
def test_a_check_has_a_severity_needs_something_and_counts_something(check):
    assert check.severity in Severity
    assert check.needs
    assert check.examines.words


# Remedies


@every_check
def test_a_remedy_has_words_console_steps_and_commands(check):
    assert check.remedy.text.endswith(".")
    assert check.remedy.console
    assert check.remedy.cli


@every_configured_check
def test_every_command_of_a_finding_is_a_real_one(check):
    commands = {command for finding in findings_in_bad_accounts(check) for command in finding.remediation.cli}

    assert [problem for command in sorted(commands) for problem in problems(command)] == []


@every_configured_check
def test_every_command_of_a_remedy_is_a_real_one_when_nothing_is_known(check):
    commands = audit(check, load("gaps")).findings[0].remediation.cli

    assert [problem for command in commands for problem in problems(command)] == []


@every_configured_check
def test_no_placeholder_is_left_in_a_remedy(check):
    for finding in findings_in_bad_accounts(check):
        remediation = finding.remediation
        words = (remediation.text, *remediation.console, *remediation.cli, remediation.automated or "")

        assert not [text for text in words if "{" in text]


# Options


@every_check_with_options
def test_options_have_help_that_fits_one_line(check):
    for option in checks.options_of(check):
        assert option.metadata["help"].endswith(".")
        assert len(option.metadata["help"]) < 120


@every_check
def test_the_defaults_of_options_are_accepted_as_settings(check):
    defaults = {option.name: option.default for option in checks.options_of(check)}

    assert check in [type(made) for made in checks.configure({check.id: defaults})]


@every_check_with_options
def test_an_unknown_option_is_refused_with_the_nearest_name(check):
    name = checks.options_of(check)[0].name

    with pytest.raises(SettingsError, match=rf"{check.id}.*Did you mean '{name}'"):
        checks.configure({check.id: {f"{name}x": 1}})


@every_check_with_options
def test_an_option_of_the_wrong_type_is_refused(check):
    with pytest.raises(SettingsError, match=check.id):
        checks.configure({check.id: {checks.options_of(check)[0].name: {"a": "table"}}})


@every_check
def test_an_unknown_check_is_refused_with_the_nearest_name(check):
    with pytest.raises(SettingsError, match=r"there is no check .* Did you mean"):
        checks.configure({f"{check.id}x": {}})


def test_options_reach_their_check():
    made = {check.id: check for check in checks.configure({"access-key-age": {"max_days": 60}})}

    assert made["access-key-age"] == replaced(made["access-key-age"], max_days=60)


# Frameworks


@every_check
def test_a_check_has_a_row_in_the_crosswalk(check):
    assert {"frameworks", "equivalents"} <= set(crosswalk()[check.id])


def test_the_crosswalk_is_in_order():
    assert list(crosswalk()) == sorted(crosswalk())


def test_no_row_of_the_crosswalk_names_a_control_twice():
    lists = [
        ids
        for row in crosswalk().values()
        for kind in ("frameworks", "equivalents")
        for ids in row[kind].values()
    ]

    assert [ids for ids in lists if len(set(ids)) < len(ids)] == []


@every_check
def test_every_option_that_a_check_declares_is_one(check):
    declared = {
        name for name, kind in vars(check).get("__annotations__", {}).items() if "ClassVar" not in str(kind)
    }

    assert declared <= {field.name for field in checks.options_of(check)}, (
        "the check has to be a frozen dataclass"
    )
