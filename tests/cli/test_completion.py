import pytest
from front import process

from iam_audit.checks import catalogue
from iam_audit.cli import completing
from iam_audit.cli.commands import COMMANDS
from iam_audit.workflows import PURPOSES


def offered(line: str, shell: str = "bash") -> list[str]:
    """Return what the shell would offer at the end of a line."""
    words = line.split(" ")
    env = {
        "_IAM_AUDIT_COMPLETE": f"complete_{shell}",
        "COMP_WORDS": line,
        "COMP_CWORD": str(len(words) - 1),
        "_TYPER_COMPLETE_ARGS": line,
        "_TYPER_COMPLETE_FISH_ACTION": "get-args",
    }
    return process(env=env).out.splitlines()


def test_commands_are_offered():
    assert offered("iam-audit ") == list(COMMANDS)
    assert offered("iam-audit co") == ["collect"]


def test_options_of_a_command_are_offered():
    assert offered("iam-audit audit --fo") == ["--format"]
    assert offered("iam-audit checks ") == ["list", "show"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("iam-audit audit --fail-on ", ["critical", "high", "medium", "low", "info"]),
        ("iam-audit audit --only root-", [one.id for one in catalogue() if one.id.startswith("root-")]),
        ("iam-audit audit --only access-key-age,root-ac", ["access-key-age,root-access-key"]),
        ("iam-audit audit --format js", ["json"]),
        ("iam-audit audit --include ssh", ["ssh_public_keys"]),
        ("iam-audit checks show root-ac", ["root-access-key"]),
        ("iam-audit policy --for org", ["organization"]),
    ],
)
def test_values_are_offered(line, expected):
    assert offered(line) == expected


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_are_served_too(shell):
    assert any("collect" in line for line in offered("iam-audit co", shell))


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_for_each_shell_can_be_had(shell):
    assert "iam-audit" in process(env={"_IAM_AUDIT_COMPLETE": f"source_{shell}"}).out


def test_every_offer_says_what_it_is():
    assert dict(completing.complete_checks("root-ac")).keys() == {"root-access-key"}
    assert dict(completing.complete_formats("js"))["json"].startswith("Everything")
    assert completing.complete_severities("h") == ["high"]
    assert completing.complete_sections("ssh") == ["ssh_public_keys"]
    assert dict(completing.complete_purposes("")) == PURPOSES
