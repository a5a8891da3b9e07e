"""Wildcard patterns, and the sets of strings they describe.

`*` stands for any run of characters, also none, also with colons or slashes; `?` for exactly one character.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cached_property, lru_cache
from itertools import groupby, takewhile
from typing import TypeAlias


class Wildcard(Enum):
    """A token that stands for characters not named."""

    ANY = "*"
    ONE = "?"


Token: TypeAlias = str | Wildcard
"""One character, or a wildcard. A `*` that is only a character is the string `"*"`."""


SIDE_BY_SIDE = re.compile(r"[*?]{2}")


def tokens_of(text: str) -> tuple[Token, ...]:
    """Read `*` and `?` as wildcards and everything else as itself."""
    return tuple(Wildcard(character) if character in "*?" else character for character in text)


@dataclass(frozen=True)
class Pattern:
    """One wildcard pattern."""

    tokens: tuple[Token, ...]

    @staticmethod
    @lru_cache(maxsize=65_536)
    def of(text: str) -> "Pattern":
        """Make the pattern that `text` spells."""
        tokens = tokens_of(text)
        return Pattern.of_tokens(tokens) if SIDE_BY_SIDE.search(text) else Pattern(tokens)

    @staticmethod
    def of_tokens(tokens: Iterable[Token]) -> "Pattern":
        """Make a pattern in its one normal form, so that `**` is `*` and `*?` is `?*`."""
        return Pattern(tuple(_normal(tokens)))

    def matches(self, value: str) -> bool:
        """Whether `value` is one of the strings."""
        if not value.startswith(self._head):
            return False
        return value == self._head if self.is_literal else self._regex.fullmatch(value) is not None

    @property
    def is_literal(self) -> bool:
        """Whether there is no wildcard in it."""
        return len(self._head) == len(self.tokens)

    @cached_property
    def _head(self) -> str:
        """What every string starts with."""
        return "".join(str(token) for token in takewhile(_is_character, self.tokens))

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
        found = value in self.literals or any(pattern.matches(value) for pattern in self.wild)
        return found is not self.negated

    @cached_property
    def literals(self) -> frozenset[str]:
        """The strings that are spelled out."""
        return frozenset("".join(map(str, pattern.tokens)) for pattern in self.patterns if pattern.is_literal)

    @cached_property
    def wild(self) -> tuple[Pattern, ...]:
        """The patterns that have wildcards."""
        return tuple(pattern for pattern in self.patterns if not pattern.is_literal)

    @cached_property
    def complement(self) -> "PatternSet":
        """Every other string."""
        return PatternSet(self.patterns, not self.negated)


EVERYTHING = PatternSet((), negated=True)
NOTHING = PatternSet(())


def _is_character(token: Token) -> bool:
    return not isinstance(token, Wildcard)


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
