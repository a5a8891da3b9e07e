"""Which credential to deal with first, as a number that can be taken apart."""

import msgspec


class PriorityPart(msgspec.Struct, frozen=True, kw_only=True):
    """One of the factors whose product is the number."""

    name: str
    """`privilege`, `dormancy`, `exposure`, `certainty`; for a key that leaked `leak`, too."""
    factor: float
    """From 0 to 1; that of `leak` is 1 or more."""
    because: str
    """What it rests on, as a clause."""


class Priority(msgspec.Struct, frozen=True, kw_only=True):
    """How urgent a credential is."""

    score: int
    """0 to 100; the highest first."""
    parts: tuple[PriorityPart, ...]
