"""Which way to err where a policy leaves something open."""

from enum import Enum


class Reading(Enum):
    """A set of actions or resources is read so that it holds at least, or at most, what AWS puts in it.

    What somebody can possibly do is the widest reading of what is allowed less the narrowest of what is
    denied; what they certainly can do, the other way round.
    """

    WIDEST = "widest"
    NARROWEST = "narrowest"

    __hash__ = object.__hash__  # that of Enum is slow, and this is a part of many keys

    def keeps_doubtful(self, *, negated: bool) -> bool:
        """Whether a pattern of doubtful meaning stays in a list; a `negated` one is a list of exceptions."""
        return (self is Reading.WIDEST) is not negated
