"""Remembers answers on the very object that was asked about."""

from collections.abc import Callable, Hashable
from functools import wraps
from typing import Any, Generic, Self, TypeVar, overload

R = TypeVar("R")
T = TypeVar("T")


def by_identity(ask: Callable[..., R]) -> Callable[..., R]:
    """Remember what `ask` says of its first argument, which nobody may change, for as long as that lives.

    A document is parsed once for each text, so its parts are the same objects whoever asks; to hash a list of
    a hundred actions again costs more than most of the answers. An object that can keep nothing is asked again.
    """
    name = f"{ask.__module__}.{ask.__qualname__}"

    @wraps(ask)
    def remembered(about: Any, *rest: Hashable) -> R:  # noqa: ANN401 - whatever can keep something
        kept: dict[object, R]
        try:
            kept = about.__dict__
        except AttributeError:
            kept = {}
        key = (name, *rest) if rest else name
        if key in kept:
            return kept[key]
        found = kept[key] = ask(about, *rest)
        return found

    return remembered


class kept(Generic[T]):  # noqa: N801 - used as `cached_property` is
    """A property that is worked out once; without a lock, since two threads may both work it out."""

    def __init__(self, ask: Callable[[Any], T]) -> None:
        self._ask = ask
        self._name = ask.__name__
        self.__doc__ = ask.__doc__

    @overload
    def __get__(self, about: None, kind: type) -> Self: ...
    @overload
    def __get__(self, about: object, kind: type) -> T: ...
    def __get__(self, about: object | None, kind: type) -> Self | T:
        if about is None:
            return self
        found = about.__dict__[self._name] = self._ask(about)
        return found
