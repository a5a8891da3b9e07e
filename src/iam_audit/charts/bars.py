"""One bar per kind, longest first in mind but in the order that is handed in."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Bar:
    """One bar of a chart."""

    label: str
    count: int
    percent: float
    """Of the longest bar, so that small numbers fill the width as well."""


@dataclass(frozen=True)
class ToneBar:
    """A bar whose colour is not that of its label."""

    tone: str
    bar: Bar


def bars(counts: Mapping[str, int]) -> tuple[Bar, ...]:
    """Return a bar for each count."""
    longest = max(counts.values(), default=0) or 1
    return tuple(Bar(label, count, round(100 * count / longest, 2)) for label, count in counts.items())
