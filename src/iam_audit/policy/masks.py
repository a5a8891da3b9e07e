"""Which actions each statement of a document is about, of those that are listed."""

from typing import NamedTuple

from iam_audit.policy.areas import actions_in
from iam_audit.policy.catalogue import same
from iam_audit.policy.document import Effect, Statement
from iam_audit.policy.listed import Spoken, spoken_of
from iam_audit.policy.reading import Reading


class Masks(NamedTuple):
    """Sets of listed actions; mostly the same one several times, which is kept once."""

    widest: int
    """What the statement may speak of."""
    narrowest: int
    """What it surely speaks of."""
    usable: int
    """What it may be about and fits its resources; nothing for a Deny."""
    surely_usable: int


def masks_of(statement: Statement, said: Spoken) -> Masks:
    """Return what a statement is about, given what its actions say, read as widely as can be meant."""
    widest = said.listed
    narrowest = spoken_of(statement.actions, Reading.NARROWEST) if said.doubtful else widest
    if statement.effect is Effect.DENY:
        return Masks(widest, narrowest, 0, 0)
    fitting = actions_in(statement)
    usable = _same(widest & fitting, widest)
    return Masks(widest, narrowest, usable, _same(narrowest & fitting, usable))


def _same(number: int, known: int) -> int:
    return known if number == known else same(number)
