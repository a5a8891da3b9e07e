"""What policies allow without naming it: whole services, everything but a list, more than a list."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from iam_audit.model import Account
from iam_audit.policy.actions import ALL, action_set
from iam_audit.policy.document import Effect, Names, Statement
from iam_audit.policy.facts import Facts
from iam_audit.policy.listed import spoken
from iam_audit.policy.places import NO_RESOURCE, UNHEARD_OF, unnamed
from iam_audit.policy.questions import ANYBODY
from iam_audit.policy.reading import Reading
from iam_audit.policy.resources import resource_set
from iam_audit.policy.scopes import Scope, anything_in, anything_left, open_conditions, scopes

WHOLE = re.compile(r"([^*?:]+):[*?]*\*[*?]*")
EVERY = "every service"
OTHERS = "every service that NotAction does not name"
ANYTHING = "arn:*:*:*:*:*/*"


@dataclass(frozen=True)
class AllBut:
    """An Allow with a NotAction."""

    left_out: tuple[str, ...]
    limited: bool
    """Whether it is about some resources only."""
    conditional: bool


def whole_services(statements: tuple[Statement, ...]) -> tuple[str, ...]:
    """Return the services all of whose actions an Allow gives, in words, and no Deny takes away again."""
    found = {
        words: action
        for statement in _applying(statements, Effect.ALLOW)
        for words, action in _given_whole(statement)
    }
    denials = [one for one in _applying(statements, Effect.DENY) if not open_conditions(one, ANYBODY)]
    return tuple(sorted(words for words, action in found.items() if not _is_denied(action, denials)))


def allows_all_but(statements: tuple[Statement, ...], account: Account) -> tuple[AllBut, ...]:
    """Return every Allow with a NotAction that allows anything."""
    return tuple(
        AllBut(
            left_out=statement.actions.texts,
            limited=not _reaches_anything(statement, account),
            conditional=bool(open_conditions(statement, ANYBODY)),
        )
        for statement in _applying((one for one in statements if one.actions.negated), Effect.ALLOW)
        if _speaks_of_something(statement)
    )


def allows_other_than(statements: tuple[Statement, ...], expected: tuple[str, ...]) -> bool:
    """Whether a policy may allow an action that none of the expected patterns matches."""
    nobody = Facts(values={}, tags_known=False)
    fine = Scope(actions=action_set(Names(expected), Reading.NARROWEST))
    denied = tuple(scopes(statements, Effect.DENY, nobody, Reading.NARROWEST))
    granted = scopes(statements, Effect.ALLOW, nobody, Reading.WIDEST)
    return any(anything_left(one, (Scope(),), (*denied, fine)) for one in granted)


def _applying(statements: Iterable[Statement], effect: Effect) -> Iterator[Statement]:
    for statement in statements:
        if statement.effect is effect and open_conditions(statement, ANYBODY) is not None:
            yield statement


def _given_whole(statement: Statement) -> Iterator[tuple[str, str]]:
    """Yield services in words, each with an action in it that no policy names."""
    if statement.actions.negated:
        if _speaks_of_something(statement):
            yield OTHERS, f"{UNHEARD_OF}:{UNHEARD_OF}"
        return
    for other in spoken(statement.actions, Reading.WIDEST).others:
        if not other.text.endswith(("*", "?")):
            continue
        if ALL.fullmatch(other.text):
            yield EVERY, f"{UNHEARD_OF}:{UNHEARD_OF}"
        elif whole := WHOLE.fullmatch(other.text):
            yield whole[1], f"{whole[1]}:{UNHEARD_OF}"


def _is_denied(action: str, denials: list[Statement]) -> bool:
    return any(
        action_set(one.actions, Reading.NARROWEST).holds(action)
        and one.resources is not None
        and not one.resources.negated
        and NO_RESOURCE in one.resources.texts
        for one in denials
    )


def _speaks_of_something(statement: Statement) -> bool:
    return anything_in(Scope(actions=action_set(statement.actions, Reading.WIDEST)))


def _reaches_anything(statement: Statement, account: Account) -> bool:
    resources = statement.resources
    return resources is not None and resource_set(resources, None, Reading.WIDEST).holds(
        unnamed(ANYTHING, account)
    )
