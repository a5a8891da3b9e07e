"""Finds the classes that a room offers, so that adding one is adding a file."""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from types import ModuleType
from typing import TypeVar

T = TypeVar("T")


def discover(room: ModuleType, kind: type[T]) -> tuple[type[T], ...]:
    """Return every concrete subclass of `kind` defined in the modules of `room`, ordered by module and name."""
    found = (cls for module in _modules(room) for cls in _classes(module, kind))
    return tuple(sorted(found, key=lambda cls: (cls.__module__, cls.__qualname__)))


def _modules(room: ModuleType) -> Iterator[ModuleType]:
    for info in pkgutil.iter_modules(room.__path__, prefix=f"{room.__name__}."):
        yield importlib.import_module(info.name)


def _classes(module: ModuleType, kind: type[T]) -> Iterator[type[T]]:
    for _, cls in inspect.getmembers(module, inspect.isclass):
        if issubclass(cls, kind) and not inspect.isabstract(cls) and cls.__module__ == module.__name__:
            yield cls
