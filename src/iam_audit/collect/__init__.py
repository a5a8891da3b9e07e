"""AWS's answers, and the snapshot they add up to: one file per kind of answer."""

import sys
from functools import cache
from typing import Any

from iam_audit.collect.base import Collector, PerUserCollector
from iam_audit.discover import discover


@cache
def collectors() -> tuple[Collector[Any], ...]:
    """Return every collector that reads a section with a handful of calls."""
    return tuple(collector() for collector in discover(sys.modules[__name__], Collector))


@cache
def per_user_collectors() -> tuple[PerUserCollector[Any], ...]:
    """Return every collector that asks about users one by one."""
    return tuple(collector() for collector in discover(sys.modules[__name__], PerUserCollector))
