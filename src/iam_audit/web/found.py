"""Finds the handlers that a folder holds, so that adding a page is adding a file."""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from types import ModuleType

from litestar.handlers import HTTPRouteHandler


def handlers_in(room: ModuleType) -> Iterator[HTTPRouteHandler]:
    """Yield every route handler that the modules of a room define, in the order of their names."""
    for info in pkgutil.iter_modules(room.__path__, prefix=f"{room.__name__}."):
        module = importlib.import_module(info.name)
        for _, found in inspect.getmembers(module, lambda one: isinstance(one, HTTPRouteHandler)):
            if found.fn.__module__ == module.__name__:
                yield found
