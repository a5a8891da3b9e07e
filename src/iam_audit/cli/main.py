"""The entry point: `run()` is the `iam-audit` command, `app` is the same for tests and documentation."""

import gc
import io
import sys
from typing import Annotated

import typer

from iam_audit.cli.commands import CommandTable
from iam_audit.cli.endings import WRONG
from iam_audit.cli.talk import configure_logging

PROGRAM = "iam-audit"

app = typer.Typer(
    name=PROGRAM,
    cls=CommandTable,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    invoke_without_command=True,
)


def show_version(wanted: bool) -> None:
    """Print the version and end, when that is wanted."""
    if wanted:
        from iam_audit import __version__

        typer.echo(f"{PROGRAM} {__version__}")
        raise typer.Exit


@app.callback()
def main(
    context: typer.Context,
    version: Annotated[  # noqa: ARG001 - the callback has done it
        bool,
        typer.Option("--version", callback=show_version, is_eager=True, help="Print the version and exit."),
    ] = False,
) -> int:
    """Find, explain and safely retire long-lived AWS credentials, in one account or a whole organization.

    Exit codes: 0 all is well, 1 findings as bad as --fail-on, 2 wrong usage, settings, credentials or files,
    3 the audit is incomplete, 4 a message could not be delivered, 130 interrupted before there was anything to report.
    """
    configure_logging()
    if context.invoked_subcommand is None:
        typer.echo(context.get_help(), err=True)
        return WRONG
    return 0


def run() -> None:
    """Run the command that the arguments name, and exit."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # whatever a name holds, it can be written
    # An account is a million small values that live until the report is written: looking through them for garbage
    # again and again takes a third of the time and finds none.
    gc.set_threshold(10_000_000, 50, 50)
    try:
        app(prog_name=PROGRAM)
    finally:
        # Nor is there any reason to look on the way out, as Python would do several times: the operating system
        # takes everything back at once.
        gc.freeze()
