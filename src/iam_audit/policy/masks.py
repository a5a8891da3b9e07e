"""Which actions each statement of a document is about, worked out once for everybody who judges by it."""

from typing import NamedTuple

from iam_audit.policy.areas import actions_in
from iam_audit.policy.catalogue import same
from iam_audit.policy.document import Effect, Statement
from iam_audit.policy.listed import any_doubtful, spoken_of
from iam_audit.policy.reading import Reading
from iam_audit.policy.remembering import by_identity


class Masks(NamedTuple):
    """Sets of listed actions; mostly the same one several times, which is kept once."""

    widest: int
    """What the statement may speak of."""
    narrowest: int
    """What it surely speaks of."""
    usable: int
    """What it may be about and fits its resources; nothing for a Deny."""
    surely_usable: int


@by_identity
def masks_of(statements: tuple[Statement, ...]) -> tuple[Masks, ...]:
    """Return what each statement of a document is about."""
    return tuple(map(_masks, statements))


def _masks(statement: Statement) -> Masks:
    names = statement.actions
    widest = narrowest = spoken_of(names, Reading.WIDEST)
    if any_doubtful(names):
        narrowest = spoken_of(names, Reading.NARROWEST)
    if statement.effect is Effect.DENY:
        return Masks(widest, narrowest, 0, 0)
    fitting = actions_in(statement)
    usable = _same(widest & fitting, widest)
    return Masks(widest, narrowest, usable, _same(narrowest & fitting, usable))


def _same(number: int, known: int) -> int:
    return known if number == known else same(number)
