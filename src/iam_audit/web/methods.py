"""Which methods a path has, over all the handlers that share it."""

import re
from collections.abc import Iterable

from litestar.handlers import HTTPRouteHandler

HOLE = re.compile(r"\{[^}]+\}")


class Methods:
    """The methods of every path, for the header `Allow`."""

    def __init__(self, handlers: Iterable[HTTPRouteHandler]) -> None:
        held: dict[str, set[str]] = {}
        for one in handlers:
            for path in one.paths:
                held.setdefault(path, set()).update(map(str, one.http_methods))
        self._known = [(_pattern(path), methods) for path, methods in held.items()]

    def allowed(self, path: str) -> str:
        """Return the methods of a path, as `Allow` lists them."""
        found = {one for pattern, methods in self._known if pattern.fullmatch(path) for one in methods}
        also = {"OPTIONS", *(("HEAD",) if "GET" in found else ())}
        return ", ".join(sorted(found | also))


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile("[^/]+".join(map(re.escape, HOLE.split(path))))
