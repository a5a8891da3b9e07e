"""Takes words of the command line as they are, where nothing has to be made of them.

Typer has a library check every value, also where there is none. It takes as long to load as a quarter of the rest, so
it has to wait until there is something to check: a number, a choice, a path that may not be read.
"""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeAlias

Click: TypeAlias = Any

CHECKED_BY = "_runtime_param"
"""Where Typer keeps what checks a parameter, once it is made; versions that do not are left alone."""
LIMITS = ("min", "max", "parser", "exists", "resolve_path", "writable", "allow_dash", "path_type")
"""What makes Typer look closer at a value."""


def spare_the_plain(params: Iterable[Click]) -> None:
    """Let the parameters of a command take plain values by themselves."""
    for param in params:
        if getattr(param, CHECKED_BY, param) is None:
            setattr(param, CHECKED_BY, _Plain())


class _Plain:
    """Stands in for what checks a parameter, and fetches it when it is needed."""

    def coerce(self, value: Click, param: Click, ctx: Click) -> Click:
        """Return what becomes of a value."""
        kind = param.type_descriptor.annotation
        if value is None:
            return () if param.multiple or param.nargs == -1 else None
        if not any(getattr(param.type_descriptor.parameter_info, limit, None) for limit in LIMITS):
            if type(value) is kind:
                return value
            if (
                kind == list[str]
                and isinstance(value, list | tuple)
                and all(type(one) is str for one in value)
            ):
                return list(value)
            if kind is Path and type(value) is str and _readable(value):
                return Path(value)
        setattr(param, CHECKED_BY, None)
        return param.get_runtime_param().coerce(value, param=param, ctx=ctx)


def _readable(path: str) -> bool:
    """Whether a file may be read, or is not there: the one who wants it says so in better words."""
    return not Path(path).exists() or os.access(path, os.R_OK)
