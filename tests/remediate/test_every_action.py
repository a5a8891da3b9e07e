"""Things that are true of every action, also of those that nobody has written yet."""

import dataclasses

import pytest

from iam_audit import checks
from iam_audit.checks.settled_by import SETTLED_BY, automated_words
from iam_audit.cli.reach import on_request
from iam_audit.errors import SettingsError
from iam_audit.policy.catalogue import catalogue
from iam_audit.remediate import Action
from iam_audit.remediate.actions import actions, configure, options_of

ACTIONS = actions()
IDS = {action.id: action for action in ACTIONS}
NOT_ADVISED = {"activate-access-key", "tag-due-date"}
"""They settle nothing by themselves."""

every_action = pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.id)


def test_all_are_found():
    assert {
        "activate-access-key",
        "deactivate-access-key",
        "delete-access-key",
        "delete-mfa-device",
        "delete-server-certificate",
        "delete-user",
        "detach-user-policy",
        "password-policy",
        "quarantine-user",
        "remove-console-password",
        "remove-from-group",
        "tag-due-date",
        "unassign-permission-set",
    } <= set(IDS)
    assert len(IDS) == len(ACTIONS)


@every_action
def test_it_has_a_file_of_its_name_and_says_why(action):
    assert action.__module__.rpartition(".")[2] == action.id.replace("-", "_")
    assert (action.__doc__ or "").splitlines()[0].endswith(".")
    assert action.title[0].islower()
    assert not action.title.endswith(".")


@every_action
def test_it_answers_checks_that_there_are(action):
    known = {check.id for check in checks.catalogue()}

    assert set(action.answers) <= known
    assert len(set(action.answers)) == len(action.answers)
    assert action.answers or not action.writes


@every_action
def test_its_permissions_are_real_and_those_to_read_only_read(action):
    levels = catalogue()

    def level(permission):
        place = levels.places[permission.lower()]
        return next(letter for letter, every in levels.levels.items() if every >> place & 1)

    assert {level(permission) for permission in action.reads} <= {"r", "l"}
    assert not {level(permission) for permission in action.writes} & {"r", "l"}


@every_action
def test_it_can_be_undone_or_says_why_not(action):
    can = action.undo is not Action.undo and action.undone is not Action.undone

    assert can == action.reversible
    assert bool(action.lasting) == (not action.reversible)
    assert not (action.final and action.reversible)


@every_action
def test_its_options_have_help_and_defaults_that_fit(action):
    defaults = {option.name: option.default for option in options_of(action)}

    assert all(option.metadata["help"].endswith(".") for option in options_of(action))
    assert configure({action.id: defaults})[action.id] == action()
    assert "id" not in {field.name for field in dataclasses.fields(action)}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"deactivate-key": {}}, "there is no action 'deactivate-key'. Did you mean"),
        (
            {"delete-user": {"idle_day": 3}},
            "'delete-user' has no option 'idle_day'. Did you mean 'idle_days'?",
        ),
        ({"delete-user": {"idle_days": "long"}}, "'delete-user': Expected `int`"),
        (
            {"delete-user": {"idle_days": -1}},
            "'delete-user': option 'idle_days' is -1, and cannot be negative",
        ),
    ],
)
def test_wrong_options_are_refused(options, said):
    with pytest.raises(SettingsError, match=r"^rules\.toml: ") as refused:
        configure(options, "rules.toml")

    assert said in str(refused.value)


def test_options_reach_the_action():
    assert configure({"delete-user": {"idle_days": 7}})["delete-user"].idle_days == 7


@pytest.mark.parametrize(
    "check", [one for one in checks.catalogue() if one.id in SETTLED_BY], ids=lambda one: one.id
)
def test_the_command_of_a_finding_asks_for_all_that_the_check_needs(check):
    words = (automated_words(check.id, None) or "").split("`")[1].split()
    included = {*words[words.index("--include") + 1 :]} if "--include" in words else set()
    known = {str(section) for section in on_request()}

    assert words[:5] == ["iam-audit", "remediate", "plan", "--only", check.id]
    assert {str(section) for section in check.needs} & known <= included <= known


def test_the_command_of_a_finding_names_the_user_as_a_shell_takes_it():
    assert "--user 'a b' --action" in (automated_words("user-inactive", None, "a b") or "")
    assert automated_words("policy-lint", "By hand.", "alice") == "By hand."
    assert (automated_words("user-inactive", "By AWS.") or "").endswith("applied. By AWS.")


def test_findings_name_the_actions_that_settle_them():
    advised = {(check, action) for check, ids in SETTLED_BY.items() for action in ids}
    answered = {(check, action.id) for action in ACTIONS for check in action.answers}
    without_command = {check for check, action in answered - advised if action not in NOT_ADVISED} - set(
        SETTLED_BY
    )

    assert advised <= answered
    assert not without_command
