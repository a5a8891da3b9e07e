"""What one statement says, and what it takes to get through several."""

import msgspec

from iam_audit.policy.demands import Demands, demand_of, own_demands
from iam_audit.policy.document import Effect, Statement
from iam_audit.policy.facts import Facts
from iam_audit.policy.globs import matches
from iam_audit.policy.reading import Reading
from iam_audit.policy.resources import written_out
from iam_audit.policy.scopes import open_conditions


def opened(statement: Statement, facts: Facts) -> Statement | None:
    """Return a statement without the conditions that always hold; None where it can never apply."""
    if not statement.conditions:
        return statement
    conditions = open_conditions(statement, facts)
    return None if conditions is None else msgspec.structs.replace(statement, conditions=conditions)


def demands(allow: Statement, denials: list[Statement]) -> Demands | None:
    """Return what it takes to get through; None where nothing helps."""
    if not denials:
        return own_demands(allow)
    if any(denial.conditions <= allow.conditions for denial in denials):
        return None
    asked = (demand_of(denial) for denial in denials)
    return (*own_demands(allow), *(demand for demand in asked if demand is not None))


def is_about(statement: Statement, resource: str) -> bool:
    """Whether a statement speaks of a resource."""
    names = statement.resources
    if names is None:
        return False
    if "*" in names.texts:
        return not names.negated
    return any(matches(written_out(text), resource) for text in names.texts) is not names.negated


def reading_of(statement: Statement) -> Reading:
    """Return how to read a statement to learn what may be allowed."""
    return Reading.WIDEST if statement.effect is Effect.ALLOW else Reading.NARROWEST
