"""What the document of one policy allows, and what it demands in return.

The answers take in what the whole document says: Deny, NotAction, NotResource, lists, wildcards and letter case.
A denial that has conditions does not take anything away; what it refuses unless some condition holds, it demands.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

import msgspec

from iam_audit.model import Account
from iam_audit.policy.actions import action_set
from iam_audit.policy.algebra import exists
from iam_audit.policy.catalogue import bits, catalogue, places_of
from iam_audit.policy.demands import Demands, demand_of, own_demands
from iam_audit.policy.document import Effect, Statement
from iam_audit.policy.facts import Facts
from iam_audit.policy.patterns import Pattern, PatternSet
from iam_audit.policy.places import UNHEARD_OF, somewhere, unnamed
from iam_audit.policy.reading import Reading
from iam_audit.policy.remembering import by_identity
from iam_audit.policy.resources import resource_set
from iam_audit.policy.scopes import open_conditions
from iam_audit.policy.vocabulary import spoken_of

ANYBODY = Facts(
    values={"aws:securetransport": "true", "aws:principalisawsservice": "false"}, tags_known=False
)
"""Whoever holds the policy: they are no AWS service, and can always use a protected connection."""
GIVE_PERMISSIONS = (
    "iam:putuserpolicy",
    "iam:putgrouppolicy",
    "iam:putrolepolicy",
    "iam:attachuserpolicy",
    "iam:attachgrouppolicy",
    "iam:attachrolepolicy",
    "iam:createpolicyversion",
)
"""Whoever may do one of these everywhere has every other permission as well."""
MAIN_KINDS = {"kms": "arn:*:kms:*:*:key/*", "cloudtrail": "arn:*:cloudtrail:*:*:trail/*"}
"""What most of the actions of a service are about."""


@dataclass(frozen=True)
class Grant:
    """That something is allowed, in one way or in several."""

    ways: tuple[Demands, ...]
    """For each way, what it demands of a request."""

    @property
    def always(self) -> bool:
        """Whether there is a way that demands nothing."""
        return not all(self.ways)

    @property
    def keys(self) -> tuple[str, ...]:
        """The condition keys that the demands are about."""
        conditions = (condition for way in self.ways for demand in way for condition in demand)
        return tuple(sorted({condition.key for condition in conditions}))


def allows(
    statements: Iterable[Statement], action: str, resource: str, facts: Facts = ANYBODY
) -> Grant | None:
    """Return how a policy allows an action on one resource; None when it does not.

    A variable in a policy stands for something that the holder owns, so it is none of the unnamed resources.
    """
    return _anywhere((one for one in statements if _actions(one).holds(action.lower())), (resource,), facts)


def allows_anywhere(
    statements: tuple[Statement, ...], action: str, account: Account, facts: Facts = ANYBODY
) -> Grant | None:
    """Return how a policy allows an action on resources that it does not name; None when it does not."""
    return allowed_anywhere(statements, (action,), account, facts).get(action)


def allowed_anywhere(
    statements: tuple[Statement, ...], actions: tuple[str, ...], account: Account, facts: Facts = ANYBODY
) -> dict[str, Grant]:
    """Return which of many actions a policy allows on resources that it does not name, and how."""
    mentioned = mentioned_in(statements, actions)
    # Many actions are spoken of by the same statements and are about the same things: those are asked about once.
    known: dict[tuple[tuple[int, ...], tuple[str, ...]], Grant | None] = {}
    found: dict[str, Grant] = {}
    for action in (one for one in actions if one in mentioned):
        about = tuple(place for place, one in enumerate(statements) if _speaks(one, action))
        asked = (about, somewhere(action, account))
        if asked not in known:
            known[asked] = _anywhere((statements[place] for place in about), asked[1], facts)
        if (grant := known[asked]) is not None:
            found[action] = grant
    return found


@by_identity
def mentioned_in(statements: tuple[Statement, ...], actions: tuple[str, ...]) -> frozenset[str]:
    """Return which of many actions an Allow of a policy speaks of, whatever else it says of them."""
    asked = _asked(actions)
    found = {
        action for place in places_of(_allowed(statements) & asked.listed) for action in asked.places[place]
    }
    if asked.unlisted:
        allowing = [_actions(one) for one in statements if one.effect is Effect.ALLOW]
        found |= {name for name in asked.unlisted if any(one.holds(name.lower()) for one in allowing)}
    return frozenset(found)


@by_identity
def administers(statements: tuple[Statement, ...], account: Account) -> Grant | None:
    """Return how a policy makes its holder an administrator of the account; None when it does not.

    It does when it allows whatever AWS may ever offer, on whatever there is, and leaves some way to hand out
    permissions. So a NotAction, or a denial, that takes away little changes nothing, and one of all of IAM does.
    """
    everything = unnamed("arn:*:*:*:*:*/*", account)
    at_all = allows(statements, f"{UNHEARD_OF}:{UNHEARD_OF}", everything)
    if at_all is None:
        return None
    gifts = [allows_anywhere(statements, action, account) for action in GIVE_PERMISSIONS]
    ways = tuple(way for grant in gifts if grant for way in grant.ways)
    if not ways:
        return None
    return Grant(ways) if at_all.always else Grant((*at_all.ways, *(way for way in ways if way)))


def allows_service(statements: Iterable[Statement], service: str, account: Account) -> Grant | None:
    """Return how a policy allows every action of a service on what it does not name; None when it does not."""
    resource = unnamed(MAIN_KINDS[service], account)
    statements = tuple(statements)
    if allows(statements, f"{service}:{UNHEARD_OF}", resource) is None:
        return None
    whole = _all_of(service)
    about = [
        one
        for one in _open(statements, ANYBODY)
        if _is_about(one, resource) and exists((whole, _actions(one)))
    ]
    given = [one for one in about if one.effect is Effect.ALLOW]
    sure = [one for one in given if not one.conditions]
    if _cover(sure, whole):
        ways = _ways(sure, about)
    else:
        ways = tuple(way for way in _ways(given, about) if way) if _cover(given, whole) else ()
    return Grant(ways) if ways else None


def _anywhere(about: Iterable[Statement], resources: tuple[str, ...], facts: Facts) -> Grant | None:
    """Return how statements about an action allow it on one of some resources."""
    given = tuple(about)
    ways: tuple[Demands, ...] = ()
    for resource in resources:
        spoken = list(_open((one for one in given if _is_about(one, resource)), facts))
        ways += _ways([one for one in spoken if one.effect is Effect.ALLOW], spoken)
    return Grant(ways) if ways else None


def _ways(allowing: list[Statement], spoken: list[Statement]) -> tuple[Demands, ...]:
    denials = [one for one in spoken if one.effect is Effect.DENY]
    return tuple(way for one in allowing if (way := _demands(one, denials)) is not None)


def _demands(allow: Statement, denials: list[Statement]) -> Demands | None:
    """Return what it takes to get through; None where nothing helps."""
    if any(denial.conditions <= allow.conditions for denial in denials):
        return None
    asked = (demand_of(denial) for denial in denials)
    return (*own_demands(allow), *(demand for demand in asked if demand is not None))


def _open(statements: Iterable[Statement], facts: Facts) -> Iterator[Statement]:
    """Yield the statements that can apply, without the conditions that always hold."""
    for statement in statements:
        conditions = open_conditions(statement, facts)
        if conditions is not None:
            yield msgspec.structs.replace(statement, conditions=conditions)


def _actions(statement: Statement) -> PatternSet:
    return action_set(statement.actions, _reading(statement))


def _is_about(statement: Statement, resource: str) -> bool:
    if statement.resources is None:
        return False
    return resource_set(statement.resources, None, _reading(statement)).holds(resource)


def _reading(statement: Statement) -> Reading:
    return Reading.WIDEST if statement.effect is Effect.ALLOW else Reading.NARROWEST


def _cover(statements: Iterable[Statement], whole: PatternSet) -> bool:
    return not exists((whole, *(_actions(one).complement for one in statements)))


@lru_cache(maxsize=64)
def _all_of(service: str) -> PatternSet:
    return PatternSet((Pattern.of(f"{service}:?*"),))


def _speaks(statement: Statement, action: str) -> bool:
    place = catalogue().places.get(action.lower())
    if place is None:
        return _actions(statement).holds(action.lower())
    return bool(spoken_of(statement.actions, _reading(statement)) >> place & 1)


@by_identity
def _allowed(statements: tuple[Statement, ...]) -> int:
    """Return the listed actions that an Allow of a policy speaks of."""
    found = 0
    for one in statements:
        if one.effect is Effect.ALLOW:
            found |= spoken_of(one.actions, Reading.WIDEST)
    return found


@dataclass(frozen=True)
class _Asked:
    """The actions of a question, as they stand in the catalogue."""

    places: Mapping[int, tuple[str, ...]]
    listed: int
    unlisted: tuple[str, ...]


@lru_cache(maxsize=256)
def _asked(actions: tuple[str, ...]) -> _Asked:
    places: dict[int, list[str]] = defaultdict(list)
    known = catalogue().places
    for action in actions:
        if action.lower() in known:
            places[known[action.lower()]].append(action)
    return _Asked(
        places={place: tuple(names) for place, names in places.items()},
        listed=bits(places),
        unlisted=tuple(action for action in actions if action.lower() not in known),
    )
