"""What statements speak of, as sets of requests, and what is left of one when others are taken away."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from iam_audit.policy.actions import ACTIONS, ONE_COLON, OPEN_TO_ALL, action_set
from iam_audit.policy.algebra import exists, signatures
from iam_audit.policy.conditions import holds
from iam_audit.policy.document import Condition, Effect, Statement
from iam_audit.policy.facts import Facts
from iam_audit.policy.patterns import EVERYTHING, PatternSet
from iam_audit.policy.places import UNHEARD_OF
from iam_audit.policy.reading import Reading
from iam_audit.policy.resources import resource_set


@dataclass(frozen=True)
class Scope:
    """The requests for any of these actions on any of these resources, where the conditions hold."""

    actions: PatternSet = EVERYTHING
    resources: PatternSet = EVERYTHING
    conditions: frozenset[Condition] = frozenset()
    """Those that hold in some requests and not in others; a condition that always holds is left out."""


ANYTHING = Scope()
WITNESS = f"{UNHEARD_OF}:{UNHEARD_OF}"
"""An action that no policy names: most lists of exceptions hold it, and then nothing else has to be looked for."""
ABOVE_THE_MINIMUM = (ACTIONS, ONE_COLON, OPEN_TO_ALL.complement)


def scopes(
    statements: Iterable[Statement], effect: Effect, facts: Facts, reading: Reading
) -> Iterator[Scope]:
    """Yield what the statements with this effect speak of, but for those whose conditions never hold."""
    for statement in statements:
        if statement.effect is not effect or statement.resources is None:
            continue
        conditions = open_conditions(statement, facts)
        if conditions is not None:
            yield Scope(
                actions=action_set(statement.actions, reading),
                resources=resource_set(statement.resources, facts if statement.variables else None, reading),
                conditions=conditions,
            )


def open_conditions(statement: Statement, facts: Facts) -> frozenset[Condition] | None:
    """Return the conditions that hold in some requests only; None when the statement never applies."""
    if not statement.conditions:
        return statement.conditions
    answers = {condition: holds(condition, facts) for condition in statement.conditions}
    if False in answers.values():
        return None
    return frozenset(condition for condition, answer in answers.items() if answer is None)


def anything_left(granted: Scope, caps: Iterable[Scope], denied: Iterable[Scope]) -> bool:
    """Whether some request in `granted` and in one of `caps` may be in none of `denied`.

    A denial with conditions counts only where the grant has the same conditions, for then it always follows.
    Calls that are open to all do not count.
    """
    denials = tuple(denied)
    return any(_left((granted, cap), denials) for cap in caps)


def anything_in(granted: Scope) -> bool:
    """Whether there is any request at all in `granted`, calls that are open to all included."""
    some = granted.actions.holds(WITNESS) or exists((ACTIONS, ONE_COLON, granted.actions))
    return some and exists((granted.resources,))


def _left(within: tuple[Scope, ...], denied: tuple[Scope, ...]) -> bool:
    given = frozenset().union(*(scope.conditions for scope in within))
    sure = tuple(scope for scope in denied if scope.conditions <= given)
    actions = (*ABOVE_THE_MINIMUM, *(scope.actions for scope in within))
    found = signatures(actions, tuple(scope.actions for scope in sure))
    if found is None:
        return True
    resources = tuple(scope.resources for scope in within)
    return any(exists((*resources, *(sure[index].resources.complement for index in hit))) for hit in found)
