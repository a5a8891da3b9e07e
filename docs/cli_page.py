"""The reference of the command line, from the commands themselves."""

import importlib
import inspect
from collections.abc import Iterator

import typer
from page_shapes import cell, code_block, table

from iam_audit.cli.commands import COMMANDS, Click
from iam_audit.cli.main import PROGRAM, app

INTRO = f"""\
# Commands

`{PROGRAM} COMMAND --help` prints the same. `{PROGRAM} --install-completion` makes your shell complete
commands, options, checks and formats. Reports go to stdout or to `--output`; everything else that is said
goes to stderr."""
OF_THE_PROGRAM = ("--help", "--install-completion", "--show-completion")
"""What every command takes, so that it is told once."""


def pages() -> Iterator[tuple[str, str]]:
    """Yield the path and the text of the page."""
    yield "reference/cli.md", "\n\n".join((INTRO, *_chapters())) + "\n"


def commands() -> Iterator[tuple[str, Click]]:
    """Yield every command with its full name, the program itself first."""
    whole = typer.main.get_command(app)
    yield PROGRAM, whole
    for name in COMMANDS:
        module = importlib.import_module(f"iam_audit.cli.{name.replace('-', '_')}")
        yield from _with_subcommands(f"{PROGRAM} {name}", typer.main.get_command(module.app))


def _with_subcommands(name: str, command: Click) -> Iterator[tuple[str, Click]]:
    yield name, command
    for inner in getattr(command, "commands", {}).values():
        yield from _with_subcommands(f"{name} {inner.name}", inner)


def _chapters() -> Iterator[str]:
    for name, command in commands():
        context = command.context_class(command, info_name=name)
        yield f"## `{name}`\n\n{inspect.cleandoc(command.help or '')}"
        pieces = (piece.strip("{}") for piece in command.collect_usage_pieces(context))
        yield code_block("", " ".join((name, *pieces)))
        rows = [_row(one, context) for one in command.params if name == PROGRAM or _is_its_own(one)]
        if rows:
            yield table(("argument or option", "what it does"), rows)


def _is_its_own(one: Click) -> bool:
    return not set(OF_THE_PROGRAM) & set(one.opts)


def _row(one: Click, context: Click) -> tuple[str, str]:
    if one.param_type_name == "argument":
        return f"`{one.metavar or one.name.upper()}`", cell(one.help or "")
    spelled, says = one.get_help_record(context)
    return f"`{cell(spelled)}`", cell(says)
