"""Fills names into the texts of a remedy: a large account has tens of thousands to fill."""

import shlex
from collections.abc import Iterable, Sequence
from string import Formatter

BREAK = "\0"
"""Stands between the texts while they are one: one long text is filled sooner than many short ones."""
QUOTED = "quoted "
"""What a placeholder begins with whose name is to be quoted for a POSIX shell."""


class Form:
    """Texts with placeholders: in those for people names stay as they are, in those for a shell they are quoted."""

    def __init__(self, people: Iterable[str], shell: Iterable[str]) -> None:
        self._texts = (*people, *map(_quoting, shell))
        parts = tuple(Formatter().parse(BREAK.join(self._texts)))
        # Python fills in by position in a third of the time it takes to do so by name.
        self._whole = "".join(
            f"{before.replace('%', '%%')}{'%s' if name else ''}" for before, name, *_ in parts
        )
        self._asked = tuple(name for _, name, *_ in parts if name)
        self._quoted = tuple(
            (name, name.removeprefix(QUOTED)) for name in {*self._asked} if name.startswith(QUOTED)
        )

    def filled(self, names: dict[str, str]) -> Sequence[str]:
        """Return the texts with the names in their places; `names` gets those that are quoted besides.

        Raises KeyError for a placeholder that has no name.
        """
        for quoted, plain in self._quoted:
            names[quoted] = shlex.quote(names[plain])
        filled = (self._whole % tuple([names[name] for name in self._asked])).split(BREAK)
        if len(filled) == len(self._texts):
            return filled
        # A name that holds the break itself: AWS has none, but whoever makes a file by hand may.
        return [text.format_map(names) for text in self._texts]


def _quoting(text: str) -> str:
    """Ask for quoted names in the place of plain ones."""
    parts = Formatter().parse(text)
    return "".join(_escaped(before) + (f"{{{QUOTED}{name}}}" if name else "") for before, name, *_ in parts)


def _escaped(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")
