"""How several numbers moved over time, one lying on the other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

WIDTH = 1000
HEIGHT = 300
STEPS = (1, 2, 2.5, 5, 10)
LINES = 4
"""At most so many lines above the ground."""
MARKS = 5
"""So many dates below."""


@dataclass(frozen=True, kw_only=True)
class Series:
    """One number through time."""

    name: str
    tone: str
    """The class that gives it its colour."""
    values: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Layer:
    """The area of one series."""

    series: Series
    path: str
    """The `d` of an SVG path in a box of WIDTH by HEIGHT."""
    edge: str
    """Its upper edge alone."""


@dataclass(frozen=True, kw_only=True)
class Stack:
    """Everything a template needs to draw it."""

    days: tuple[date, ...]
    layers: tuple[Layer, ...]
    """The lowest first."""
    lines: tuple[tuple[int, float], ...]
    """What each line across stands for, and how far down it is; the highest first."""
    marks: tuple[date, ...]
    """Dates at equal distances, from the first to the last."""
    places: tuple[float, ...]
    """How far right each day is."""
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def rows(self) -> list[tuple[date, tuple[int, ...]]]:
        """The numbers by day, the latest first."""
        found = [
            (day, tuple(layer.series.values[place] for layer in self.layers))
            for place, day in enumerate(self.days)
        ]
        return found[::-1]


def stack(days: Sequence[date], series: Sequence[Series]) -> Stack | None:
    """Lay the series on one another, the first at the bottom; None where there is no time to look back on."""
    if len(days) < 2:
        return None
    totals = [sum(one.values[place] for one in series) for place in range(len(days))]
    ticks = _ticks(max(totals))
    span = (days[-1] - days[0]).days or 1
    places = tuple(round(WIDTH * (day - days[0]).days / span, 1) for day in days)
    return Stack(
        days=tuple(days),
        layers=tuple(_layers(series, places, ticks[0])),
        lines=tuple((tick, _down(tick, ticks[0])) for tick in ticks),
        marks=tuple(days[0] + timedelta(days=round(span * at / (MARKS - 1))) for at in range(MARKS)),
        places=places,
    )


def _layers(series: Sequence[Series], places: Sequence[float], top: int) -> list[Layer]:
    floor = [0] * len(places)
    made = []
    for one in series:
        roof = [below + value for below, value in zip(floor, one.values, strict=True)]
        edge = _line(places, roof, top)
        back = " ".join(
            f"L{x:g} {_down(y, top):g}" for x, y in reversed(list(zip(places, floor, strict=True)))
        )
        made.append(Layer(series=one, path=f"{edge} {back} Z", edge=edge))
        floor = roof
    return made


def _line(places: Sequence[float], values: Sequence[int], top: int) -> str:
    points = [f"{x:g} {_down(y, top):g}" for x, y in zip(places, values, strict=True)]
    return "M" + " L".join(points)


def _down(value: float, top: int) -> float:
    return round(HEIGHT - HEIGHT * value / top, 1)


def _ticks(highest: int) -> tuple[int, ...]:
    """Return round numbers from the first that is not below the highest value down to 0."""
    step = next(
        size
        for power in range(12)
        for size in (factor * 10**power for factor in STEPS)
        if size * LINES >= highest and size == int(size)
    )
    count = max(1, -(-highest // int(step)))
    return tuple(int(step) * number for number in range(count, -1, -1))
