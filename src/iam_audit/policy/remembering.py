"""Remembers answers by the very object that was asked about."""

from collections.abc import Callable, Hashable
from functools import wraps
from typing import TypeVar

R = TypeVar("R")
KEPT = 16_384
"""How many answers a question keeps; all are forgotten when there are more."""


def by_identity(ask: Callable[..., R]) -> Callable[..., R]:
    """Remember what `ask` says of its first argument, which nobody may change.

    A document is parsed once for each text, so its parts are the same objects whoever asks; to hash a list of
    a hundred actions again costs more than most of the answers.
    """
    known: dict[tuple[Hashable, ...], tuple[object, R]] = {}

    @wraps(ask)
    def remembered(about: object, *rest: Hashable) -> R:
        key = (id(about), *rest)
        found = known.get(key)
        if found is None:
            if len(known) >= KEPT:
                known.clear()
            # It is kept beside the answer, so that no other object can take over its identity.
            found = known[key] = (about, ask(about, *rest))
        return found[1]

    return remembered
