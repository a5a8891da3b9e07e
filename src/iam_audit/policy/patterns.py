"""Wildcard patterns, and the sets of strings they describe.

`*` stands for any run of characters, also none, also with colons or slashes; `?` for exactly one character.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from itertools import groupby
from typing import TypeAlias


class Wildcard(Enum):
    """A token that stands for characters not named."""

    ANY = "*"
    ONE = "?"


Token: TypeAlias = str | Wildcard
"""One character, or a wildcard. A `*` that is only a character is the string `"*"`."""


def tokens_of(text: str) -> tuple[Token, ...]:
    """Read `*` and `?` as wildcards and everything else as itself."""
    return tuple(Wildcard(character) if character in "*?" else character for character in text)


@dataclass(frozen=True)
class Pattern:
    """One wildcard pattern."""

    tokens: tuple[Token, ...]

    @staticmethod
    def of(text: str) -> "Pattern":
        """Make the pattern that `text` spells."""
        return Pattern.of_tokens(tokens_of(text))

    @staticmethod
    def of_tokens(tokens: Iterable[Token]) -> "Pattern":
        """Make a pattern in its one normal form, so that `**` is `*` and `*?` is `?*`."""
        return Pattern(tuple(_normal(tokens)))

    def matches(self, value: str) -> bool:
        """Whether `value` is one of the strings."""
        return self._regex.fullmatch(value) is not None

    @cached_property
    def _regex(self) -> re.Pattern[str]:
        # Every run but the last may be matched once and for all (an atomic group), so no text takes long.
        first, *rest = _runs(self.tokens)
        middle = "".join(f"(?>.*?{run})" for run in rest[:-1])
        return re.compile(first + middle + "".join(f".*{run}" for run in rest[-1:]), re.DOTALL)


@dataclass(frozen=True, eq=False)
class PatternSet:
    """The strings that some pattern matches; negated, those that none matches."""

    patterns: tuple[Pattern, ...]
    negated: bool = False

    def holds(self, value: str) -> bool:
        """Whether `value` is in the set."""
        return any(pattern.matches(value) for pattern in self.patterns) is not self.negated

    @cached_property
    def complement(self) -> "PatternSet":
        """Every other string."""
        return PatternSet(self.patterns, not self.negated)


EVERYTHING = PatternSet((), negated=True)
NOTHING = PatternSet(())


def _normal(tokens: Iterable[Token]) -> Iterator[Token]:
    for is_wild, run in groupby(tokens, key=lambda token: isinstance(token, Wildcard)):
        found = tuple(run)
        if not is_wild:
            yield from found
            continue
        yield from (token for token in found if token is Wildcard.ONE)
        yield from {token for token in found if token is Wildcard.ANY}


def _runs(tokens: Iterable[Token]) -> list[str]:
    """Split at every `*`, as regular expressions."""
    runs = [""]
    for token in tokens:
        if token is Wildcard.ANY:
            runs.append("")
        else:
            runs[-1] += "." if token is Wildcard.ONE else re.escape(str(token))
    return runs
