import logging
import re

import pytest
from front import cli, process

import iam_audit
from iam_audit.cli.commands import COMMANDS, load
from iam_audit.cli.endings import INCOMPLETE, ended
from iam_audit.cli.talk import configure_logging, one_line

HEAVY = ("boto3", "botocore", "rich", "jinja2", "sqlalchemy", "msgspec", "pydantic", "iam_audit.checks")


def test_help_names_every_command_with_its_line():
    help_ = cli("--help")

    assert help_.code == 0
    for name, line in COMMANDS.items():
        assert re.search(rf"^  {name} +{re.escape(line)}$", help_.out, re.MULTILINE)


@pytest.mark.parametrize("flag", ["-h", "--help"])
@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_every_command_has_help(command, flag):
    help_ = cli(*command.split(), flag)

    assert (help_.code, help_.err) == (0, "")
    assert help_.out.startswith(f"Usage: iam-audit {command}".strip())


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_of_the_table_is_there(name):
    assert load(name).name == name
    assert load(name).help


def imported_by(*args):
    import subprocess

    from front import COMMAND, environment

    command = [COMMAND[0], "-X", "importtime", *COMMAND[1:], *args]
    ended = subprocess.run(command, env=environment(), capture_output=True, text=True, check=False)
    return {line.rpartition("|")[2].strip() for line in ended.stderr.splitlines()}


def test_help_imports_nothing_heavy():
    imported = imported_by("--help")

    assert "typer" in imported
    assert not [name for name in imported if name.startswith(HEAVY)]


def test_a_report_for_programs_imports_nothing_that_draws_for_people():
    imported = imported_by("audit", "--mock", "--format", "json", "--output", "-")

    assert "iam_audit.reports.json_text" in imported
    assert not imported & {"rich", "jinja2", "boto3", "sqlalchemy", "duckdb", "slack_sdk"}


def test_the_command_does_not_look_for_garbage_on_its_way_out():
    import subprocess

    from front import COMMAND, environment

    spy = "import atexit, gc; atexit.register(lambda: print(gc.get_freeze_count() > len(gc.get_objects())))"
    code = f"{spy}; from iam_audit.cli.main import run; run()"
    command = [COMMAND[0], "-c", code, "--version"]
    said = subprocess.run(command, env=environment(), capture_output=True, text=True, check=True).stdout

    assert said.splitlines() == [f"iam-audit {iam_audit.__version__}", "True"]


def test_version_is_that_of_the_package():
    assert cli("--version").out == f"iam-audit {iam_audit.__version__}\n"


def test_without_a_command_help_goes_to_stderr_and_the_code_is_2():
    alone = cli()

    assert (alone.code, alone.out) == (2, "")
    assert "Commands:" in alone.err


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["audti"], "No such command 'audti'. Did you mean 'audit'? See: iam-audit --help"),
        (["zzz"], "No such command 'zzz'. See: iam-audit --help"),
        (
            ["audit", "--fromat", "json"],
            "No such option: --fromat (Possible options: --format, --from-dir) See: iam-audit audit --help",
        ),
        (["audit", "stray"], "Got unexpected extra argument"),
        (
            ["audit", "--concurrency", "0"],
            "'--concurrency': 0 is not in the range 1<=x<=64. See: iam-audit audit --help",
        ),
        (["audit", "--concurrency", "many"], "--concurrency"),
        (["audit", "--role"], "--role"),
        (["collect"], "Missing option '--output'. See: iam-audit collect --help"),
        (["checks"], "Missing command. See: iam-audit checks --help"),
        (["checks", "lsit"], "No such command 'lsit'. Did you mean 'list'? See: iam-audit checks --help"),
        (["whose"], "Missing argument 'KEY_ID'. See: iam-audit whose --help"),
    ],
)
def test_wrong_usage_is_one_line_and_code_2(args, said):
    wrong = cli(*args)

    assert wrong.code == 2
    assert wrong.is_one_line
    assert said in wrong.err


def test_an_interruption_is_said(capsys):
    def interrupted():
        return 130

    assert ended(interrupted) == 130
    assert capsys.readouterr().err == "iam-audit: interrupted.\n"


def test_a_bug_is_one_line_and_its_traceback_is_for_those_who_ask(capsys):
    def broken():
        raise KeyError("Users")

    configure_logging(0)
    assert ended(broken) == INCOMPLETE
    quiet = capsys.readouterr().err
    configure_logging(2)
    assert ended(broken) == INCOMPLETE

    assert quiet == (
        "iam-audit: This is a bug in iam-audit: KeyError: 'Users'. Run again with -vv, and report it.\n"
    )
    assert "Traceback" in capsys.readouterr().err


def test_what_is_said_is_one_line_without_key_ids_and_control_characters():
    said = one_line("the key AKIAIOSFODNN7EXAMPLE\nof \x1b[31mred\u202e")

    assert said == "the key AKIA…MPLE of [31mred"


@pytest.mark.parametrize(
    ("verbose", "quiet", "levels"),
    [(0, False, "W"), (1, False, "IW"), (2, False, "DIW"), (9, False, "DIW"), (0, True, "")],
)
def test_logging_says_as_much_as_was_asked_for(capsys, verbose, quiet, levels):
    configure_logging(verbose, quiet=quiet)
    for level, letter in ((logging.DEBUG, "D"), (logging.INFO, "I"), (logging.WARNING, "W")):
        logging.getLogger("iam_audit.test").log(level, "level %s of AKIAIOSFODNN7EXAMPLE", letter)

    said = capsys.readouterr().err.splitlines()

    assert "".join(line.split("level ")[1][0] for line in said) == levels
    assert not any("IOSFODNN" in line for line in said)


def test_a_logged_error_is_one_line_unless_everything_was_asked_for(capsys):
    configure_logging(0)
    logging.getLogger("iam_audit.test").warning("it broke", exc_info=ValueError("why"))

    assert capsys.readouterr().err == "WARNING: it broke: ValueError: why\n"


def test_the_sdk_stays_silent_below_warnings(capsys):
    configure_logging(2)
    logging.getLogger("botocore.auth").debug("secrets of the signature")

    assert capsys.readouterr().err == ""


def test_the_module_is_the_command():
    assert process("--version").out == f"iam-audit {iam_audit.__version__}\n"
