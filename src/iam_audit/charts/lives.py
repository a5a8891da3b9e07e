"""What lasted from when until when: a lane for each thing, a span for each stretch of time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

WIDTH = 1000
LEAST = 4.0
"""How wide a span is at least, so that a moment can be seen."""


@dataclass(frozen=True, kw_only=True)
class Span:
    """One stretch of time."""

    start: datetime
    end: datetime | None
    """None while it lasts."""
    tone: str
    words: str


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """A span in its place."""

    span: Span
    left: float
    width: float


@dataclass(frozen=True, kw_only=True)
class Lane:
    """One line of the chart."""

    label: str
    spans: tuple[Drawn, ...]
    link: str = ""


def lanes(
    named: Iterable[tuple[str, Sequence[Span], str]], first: datetime, last: datetime
) -> tuple[Lane, ...]:
    """Return a lane for each name, in a box that is WIDTH wide and reaches from `first` to `last`."""
    length = (last - first).total_seconds() or 1.0

    def drawn(span: Span) -> Drawn:
        left = max(0.0, (span.start - first).total_seconds() / length * WIDTH)
        right = min(float(WIDTH), ((span.end or last) - first).total_seconds() / length * WIDTH)
        width = max(right - left, LEAST)
        return Drawn(span=span, left=round(min(left, WIDTH - width), 1), width=round(width, 1))

    return tuple(Lane(label=name, spans=tuple(map(drawn, spans)), link=link) for name, spans, link in named)
