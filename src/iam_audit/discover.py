"""Finds the classes that a room offers, so that adding one is adding a file."""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from functools import cache
from types import ModuleType
from typing import TypeVar

T = TypeVar("T")


def discover(room: ModuleType, kind: type[T]) -> tuple[type[T], ...]:
    """Return every concrete subclass of `kind` defined in the modules of `room`, ordered by module and name."""
    found = (cls for module in _modules(room) for cls in _classes(module, kind))
    return tuple(sorted(found, key=lambda cls: (cls.__module__, cls.__qualname__)))


@cache
def _modules(room: ModuleType) -> tuple[ModuleType, ...]:
    found = pkgutil.iter_modules(room.__path__, prefix=f"{room.__name__}.")
    return tuple(importlib.import_module(info.name) for info in found)


def _classes(module: ModuleType, kind: type[T]) -> Iterator[type[T]]:
    own = (
        one for one in vars(module).values() if isinstance(one, type) and one.__module__ == module.__name__
    )
    yield from (cls for cls in own if issubclass(cls, kind) and not inspect.isabstract(cls))
