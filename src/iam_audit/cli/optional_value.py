"""Lets an option stand alone or take a value: `--cis`, `--cis 5.0`."""

from collections.abc import Collection, Iterator, Mapping
from itertools import pairwise
from typing import Any, TypeAlias

from typer.core import TyperCommand

Click: TypeAlias = Any

ALONE: Mapping[str, str] = {"--cis": "newest", "--stats": "-"}
"""What such an option means without a value."""


class OptionalValue(TyperCommand):
    """A command without arguments of its own, so that a bare word can only be the value of an option."""

    def parse_args(self, ctx: Click, args: list[str]) -> list[str]:
        """Write the value that was left out, then parse as usual."""
        return super().parse_args(ctx, list(completed(args, ALONE)))


def completed(args: Collection[str], alone: Mapping[str, str]) -> Iterator[str]:
    """Yield the arguments, with a value after each option that stands alone."""
    for word, following in pairwise((*args, "-")):
        yield word
        if word in alone and following.startswith("-"):
            yield alone[word]
