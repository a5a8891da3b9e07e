"""Remembers answers on the very object that was asked about."""

from collections.abc import Callable, Hashable
from functools import wraps
from typing import TypeVar

R = TypeVar("R")


def by_identity(ask: Callable[..., R]) -> Callable[..., R]:
    """Remember what `ask` says of its first argument, which nobody may change, for as long as that lives.

    A document is parsed once for each text, so its parts are the same objects whoever asks; to hash a list of
    a hundred actions again costs more than most of the answers. An object that can keep nothing is asked again.
    """
    name = f"{ask.__module__}.{ask.__qualname__}"

    @wraps(ask)
    def remembered(about: object, *rest: Hashable) -> R:
        kept: dict[object, R] | None = getattr(about, "__dict__", None)
        if kept is None:
            return ask(about, *rest)
        question = (name, *rest)
        if question in kept:
            return kept[question]
        found = kept[question] = ask(about, *rest)
        return found

    return remembered
