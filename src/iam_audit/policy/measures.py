"""Compares numbers and moments, as the Numeric and Date operators of a condition do."""

import operator
from collections.abc import Callable
from datetime import UTC, datetime

Measure = Callable[[str], float | None]
COMPARED: dict[str, Callable[[float, float], bool]] = {
    "equals": operator.eq,
    "lessthan": operator.lt,
    "lessthanequals": operator.le,
    "greaterthan": operator.gt,
    "greaterthanequals": operator.ge,
}


def number(text: str) -> float | None:
    """Read a number; None when it is none."""
    try:
        return float(text)
    except ValueError:
        return None


def moment(text: str) -> float | None:
    """Read a moment, written as an ISO 8601 date or as seconds since 1970; None when it is neither."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        return number(text)
    return (read if read.tzinfo else read.replace(tzinfo=UTC)).timestamp()


MEASURES: dict[str, Measure] = {"numeric": number, "date": moment}


def compare(measure: Measure, how: str, value: str, wanted: str) -> bool | None:
    """Whether `value` stands to `wanted` as `how` says; None when either cannot be read."""
    left, right = measure(value), measure(wanted)
    return None if left is None or right is None else COMPARED[how](left, right)
