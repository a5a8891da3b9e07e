"""Answers about one document, for everybody who asks: what questions have in common is worked out once."""

from collections.abc import Iterator

import msgspec

from iam_audit.policy.demands import Demands, demand_of, own_demands
from iam_audit.policy.document import Effect, Statement
from iam_audit.policy.facts import Facts
from iam_audit.policy.reading import Reading
from iam_audit.policy.resources import resource_set
from iam_audit.policy.scopes import open_conditions
from iam_audit.policy.vocabulary import spoken_of


class Answers:
    """What the statements of a document say. A set of them is a number with a bit for each."""

    def __init__(self, statements: tuple[Statement, ...], facts: Facts) -> None:
        self._statements = statements
        self._facts = facts
        self._spoken = tuple(spoken_of(one.actions, reading_of(one)) for one in statements)
        self._open: dict[int, Statement | None] = {}
        self._about: dict[str, int] = {}
        self._ways: dict[int, tuple[Demands, ...]] = {}

    @property
    def allowed(self) -> int:
        """The listed actions that an Allow speaks of."""
        found = 0
        for one, spoken in zip(self._statements, self._spoken, strict=True):
            if one.effect is Effect.ALLOW:
                found = found | spoken if found else spoken  # a union with nothing would be a copy
        return found

    def parts(self, actions: int) -> Iterator[tuple[int, int]]:
        """Split actions by the statements that speak of them, and yield those statements with them."""
        parts = [(0, actions)]
        for number, spoken in enumerate(self._spoken):
            if spoken & actions:
                parts = [piece for each in parts for piece in _split(each, spoken, 1 << number)]
        yield from parts

    def ways(self, speaking: int, resource: str) -> tuple[Demands, ...]:
        """Return in which ways some statements allow what they speak of on a resource, by what each demands."""
        chosen = speaking & self._about_it(resource)
        known = self._ways.get(chosen)
        if known is None:
            known = self._ways[chosen] = tuple(self._worked_out(chosen))
        return known

    def _worked_out(self, chosen: int) -> Iterator[Demands]:
        spoken = [one for one in map(self._opened, _numbers(chosen)) if one is not None]
        denials = [one for one in spoken if one.effect is Effect.DENY]
        for one in spoken:
            if one.effect is Effect.ALLOW and (way := demands(one, denials)) is not None:
                yield way

    def _about_it(self, resource: str) -> int:
        known = self._about.get(resource)
        if known is None:
            known = 0
            for number, one in enumerate(self._statements):
                known |= is_about(one, resource) << number
            self._about[resource] = known
        return known

    def _opened(self, number: int) -> Statement | None:
        if number not in self._open:
            self._open[number] = opened(self._statements[number], self._facts)
        return self._open[number]


def opened(statement: Statement, facts: Facts) -> Statement | None:
    """Return a statement without the conditions that always hold; None where it can never apply."""
    if not statement.conditions:
        return statement
    conditions = open_conditions(statement, facts)
    return None if conditions is None else msgspec.structs.replace(statement, conditions=conditions)


def demands(allow: Statement, denials: list[Statement]) -> Demands | None:
    """Return what it takes to get through; None where nothing helps."""
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
    return resource_set(names, None, reading_of(statement)).holds(resource)


def reading_of(statement: Statement) -> Reading:
    """Return how to read a statement to learn what may be allowed."""
    return Reading.WIDEST if statement.effect is Effect.ALLOW else Reading.NARROWEST


def _split(part: tuple[int, int], spoken: int, statement: int) -> Iterator[tuple[int, int]]:
    statements, actions = part
    within = actions & spoken
    if within:
        yield statements | statement, within
    if within != actions:
        yield statements, actions ^ within


def _numbers(chosen: int) -> Iterator[int]:
    while chosen:
        lowest = chosen & -chosen
        yield lowest.bit_length() - 1
        chosen ^= lowest
