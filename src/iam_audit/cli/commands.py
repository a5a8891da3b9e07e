"""The table of commands. Only the one that was asked for is imported, so help and completion are quick."""

import importlib
from collections.abc import Sequence
from types import MappingProxyType
from typing import Any, TypeAlias

import typer
from typer.core import TyperCommand, TyperGroup

from iam_audit.cli.endings import ended

Click: TypeAlias = Any
"""A value of the Click that Typer carries inside, whose types have no public names."""

COMMANDS = MappingProxyType(
    {
        "audit": "Audit an account, an organization, saved bundles or an example.",
        "alert": "Tell those whom it concerns what is new, due, overdue or gone.",
        "remediate": "Plan changes to credentials, approve, apply and undo them.",
        "collect": "Save what AWS says, to be audited later and elsewhere.",
        "serve": "Serve a dashboard and a JSON API of what is remembered.",
        "events": "Tell what CloudTrail saw of credentials, and who closed what.",
        "rotate": "Give users a new access key, and retire the old one later.",
        "checks": "List the checks, or show one: why, options, remedy.",
        "explain": "Tell what a user or role can do and why, statement by statement.",
        "policy": "Print the least-privilege IAM policy for what you will use.",
        "doctor": "Try what an audit will need, and print the settings in force.",
        "history": "List saved audits, compare two, and show how things moved.",
        "evidence": "Pack evidence for auditors, signed, and verify such packs.",
        "org-report": "Write all keys and events of an organization to two CSV files.",
        "schema": "Print the JSON Schema of the JSON report.",
        "whose": "Tell which account an access key id belongs to, offline.",
    }
)
"""Each command with its line in `--help`. Its module has the same name, and an `app`."""


class CommandTable(TyperGroup):
    """Shows the table as commands, and loads the module of the one that is run."""

    def __init__(self, **attributes: Click) -> None:
        super().__init__(**attributes)
        lines = COMMANDS.items()
        self.commands = {name: TyperCommand(name, help=line, rich_markup_mode=None) for name, line in lines}

    def resolve_command(self, ctx: Click, args: list[str]) -> tuple[str | None, Click, list[str]]:
        """Find the command as usual, then put the real one in the place of its line in the table."""
        name, command, rest = super().resolve_command(ctx, args)
        return name, load(name) if name and command else None, rest

    def main(self, args: Sequence[str] | None = None, *more: Click, **extra: Click) -> Click:
        """Run a command; whatever happens, end with one line at most and a number that tells what it was."""
        extra["standalone_mode"] = False
        raise SystemExit(ended(lambda: super(CommandTable, self).main(args, *more, **extra)))


def load(name: str) -> Click:
    """Import the module of a command and return what Typer makes of it."""
    module = importlib.import_module(f"iam_audit.cli.{name.replace('-', '_')}")
    command = typer.main.get_command(module.app)
    command.name = name
    return command
