"""Understands what people write after a flag: lists with commas, names that are nearly right."""

from collections.abc import Iterable

from iam_audit.settings import all_of, matching, one_of

__all__ = ["all_of", "matching", "one_of", "split"]


def split(values: Iterable[str] | None) -> tuple[str, ...]:
    """Take lists with commas apart: `["a,b", "c"]` is a, b and c. What was given twice counts once."""
    parts = (part.strip() for value in values or () for part in value.split(","))
    return tuple(dict.fromkeys(part for part in parts if part))
