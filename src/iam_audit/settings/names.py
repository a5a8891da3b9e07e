"""Names that are nearly right: which of the known ones was meant."""

from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase

from iam_audit.errors import UsageError
from iam_audit.settings.values import nearest

FEW = 40


def one_of(where: str, value: str, known: Sequence[str]) -> str:
    """Return the known name that was meant, whatever its case. Raises UsageError with the nearest name."""
    for name in known:
        if name.casefold() == value.casefold():
            return name
    rest = nearest(value.casefold(), known) or _known(known)
    raise UsageError(f"{where}: there is no '{value}'.{rest}")


def _known(known: Sequence[str]) -> str:
    """Return all names, or where they are: only checks are too many to be told in one line."""
    return f" Known: {', '.join(known)}." if len(known) <= FEW else " See: iam-audit checks list"


def all_of(where: str, values: Iterable[str], known: Sequence[str]) -> tuple[str, ...]:
    """Return the known names that were meant, each once."""
    return tuple(dict.fromkeys(one_of(where, value, known) for value in values))


def matching(where: str, patterns: Iterable[str], known: Sequence[str]) -> frozenset[str]:
    """Return the known names that fit any of the patterns. Raises UsageError for one that fits nothing."""
    return frozenset(name for pattern in patterns for name in _matching(where, pattern, known))


def _matching(where: str, pattern: str, known: Sequence[str]) -> list[str]:
    if any(one in pattern for one in "*?["):
        if found := [name for name in known if fnmatchcase(name, pattern.casefold())]:
            return found
        raise UsageError(f"{where}: nothing is called like '{pattern}'. See: iam-audit checks list")
    return [one_of(where, pattern, known)]
