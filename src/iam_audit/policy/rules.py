"""What one document grants and denies to one principal in one context."""

from typing import NamedTuple

from iam_audit.policy.areas import Area
from iam_audit.policy.document import Condition

Open = frozenset[Condition]
ALWAYS: Open = frozenset()


class Grant(NamedTuple):
    """What a statement allows."""

    actions: int
    """Those that can be allowed on its resources."""
    named: int
    """Those that it speaks of."""
    sure: int
    """Those of `actions` that are certainly allowed where the open conditions hold."""
    wide: Area
    narrow: Area
    open: Open
    """The conditions that hold in some requests and not in others."""


class Denial(NamedTuple):
    """What a statement denies."""

    widest: int
    """The actions that it may deny."""
    narrowest: int
    """The actions that it denies for certain, where its conditions hold."""
    wide: Area
    narrow: Area
    open: Open
    avoidable: Open
    """The regions asked for, when that is all it depends on: whoever makes the request picks another one."""


class Rules:
    """What one document does; two are the same only if they are one object."""

    __slots__ = ("_about", "_asked", "denials", "grants")

    def __init__(self, grants: tuple[Grant, ...] = (), denials: tuple[Denial, ...] = ()) -> None:
        self.grants = grants
        self.denials = denials
        self._asked = 0
        self._about: tuple[Grant, ...] = ()

    def about(self, actions: int) -> tuple[Grant, ...]:
        """Return the grants that speak of one of some actions; it is mostly the same ones that are asked about."""
        if self._asked is not actions:
            self._asked, self._about = actions, tuple([each for each in self.grants if each.named & actions])
        return self._about
