"""Lets an option that may be repeated take several values at once: `--format json csv html`."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any, TypeAlias

from typer.core import TyperCommand, TyperGroup

from iam_audit.cli.optional_value import ALONE, completed

Click: TypeAlias = Any


class ManyValues(TyperCommand):
    """A command without arguments of its own, so that every bare word belongs to the option before it."""

    def parse_args(self, ctx: Click, args: list[str]) -> list[str]:
        """Repeat the option before each further value, give those that stand alone one, then parse as usual."""
        return super().parse_args(ctx, repeated(self.params, args))


def repeated(params: Iterable[Click], args: list[str]) -> list[str]:
    """Return the arguments with the option before each of several values, for those options that take several."""
    repeatable = {name for param in params if getattr(param, "multiple", False) for name in param.opts}
    return list(spread([*completed(args, ALONE)], repeatable))


def spread(args: Collection[str], repeatable: Collection[str]) -> Iterator[str]:
    """Yield `--format json --format csv` for `--format json csv`, and all else as it is."""
    option, is_value = "", False
    for word in args:
        if word.startswith("-") and word != "-":
            name, equals, _ = word.partition("=")
            option = name if name in repeatable else ""
            is_value = bool(option and not equals)
        elif is_value:
            is_value = False
        elif option:
            yield option
        yield word


class ManyValuesGroup(TyperGroup):
    """A command of that sort that has subcommands beside: the first word says which it is."""

    def parse_args(self, ctx: Click, args: list[str]) -> list[str]:
        """Leave a subcommand alone, and repeat options otherwise."""
        if args and args[0] in self.commands:
            return super().parse_args(ctx, args)
        return super().parse_args(ctx, repeated(self.params, args))
