"""The guide of alerts from Lambda: its settings are accepted, and its commands name what there is."""

import re
from pathlib import Path

import pytest
from cfnlint.decode import decode
from stacks import DEPLOY

from builders import NOW
from iam_audit.alerts import Secrets, Surroundings
from iam_audit.settings import load
from iam_audit.workflows import alerting_from

GUIDE = (Path(__file__).parents[2] / "docs" / "lambda.md").read_text(encoding="utf-8")
MODULE = DEPLOY / "terraform" / "scheduled-audit" / "variables.tf"
OWN_SPELLING = {
    "CodeBucket": "zip_file",
    "CodeKey": "zip_file",
    "ConfigKey": "config_file",
    "ScheduleState": None,
}
"""Parameters that Terraform knows otherwise, or has no need of."""


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```", GUIDE, flags=re.MULTILINE | re.DOTALL)


def parameters():
    return decode(str(DEPLOY / "scheduled-audit.yaml"))[0]["Parameters"]


def test_the_settings_are_accepted_as_they_stand(tmp_path):
    (settings,) = blocks("toml")
    (tmp_path / "iam-audit.toml").write_text(settings)
    around = Surroundings(clock=lambda: NOW, secrets=Secrets({}, pytest.fail), client=pytest.fail)

    assert set(alerting_from(load(tmp_path, {}), around).channels) == {"security-team", "owners"}


def test_every_parameter_that_a_command_sets_is_one_of_the_template():
    commands = "".join(blocks(""))
    named = set(re.findall(r"\b([A-Z][a-z]\w+)=", commands))

    assert named
    assert named <= parameters().keys()


def test_every_parameter_can_be_set_with_terraform_too():
    variables = set(re.findall(r'^variable "(\w+)"', MODULE.read_text(), flags=re.MULTILINE))
    spelled = {OWN_SPELLING.get(name, re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()) for name in parameters()}

    assert spelled - variables - {None} == set()
