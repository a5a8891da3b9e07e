"""Understands what people write after a flag: lists with commas, names that are nearly right."""

from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase

from iam_audit.errors import UsageError
from iam_audit.settings import nearest


def split(values: Iterable[str] | None) -> tuple[str, ...]:
    """Take lists with commas apart: `["a,b", "c"]` is a, b and c. What was given twice counts once."""
    parts = (part.strip() for value in values or () for part in value.split(","))
    return tuple(dict.fromkeys(part for part in parts if part))


def one_of(flag: str, value: str, known: Sequence[str]) -> str:
    """Return the known name that was meant, whatever its case. Raises UsageError with the nearest name."""
    for name in known:
        if name.casefold() == value.casefold():
            return name
    rest = nearest(value.casefold(), known) or f" Known: {', '.join(known)}."
    raise UsageError(f"{flag}: there is no '{value}'.{rest}")


def all_of(flag: str, values: Iterable[str], known: Sequence[str]) -> tuple[str, ...]:
    """Return the known names that were meant, each once."""
    return tuple(dict.fromkeys(one_of(flag, value, known) for value in values))


def matching(flag: str, patterns: Iterable[str], known: Sequence[str]) -> frozenset[str]:
    """Return the known names that fit any of the patterns. Raises UsageError for one that fits nothing."""
    return frozenset(name for pattern in patterns for name in _matching(flag, pattern, known))


def _matching(flag: str, pattern: str, known: Sequence[str]) -> list[str]:
    if any(one in pattern for one in "*?["):
        if found := [name for name in known if fnmatchcase(name, pattern.casefold())]:
            return found
        raise UsageError(f"{flag}: nothing is called like '{pattern}'. See: iam-audit checks list")
    return [one_of(flag, pattern, known)]
