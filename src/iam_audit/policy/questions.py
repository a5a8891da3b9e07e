"""What the document of one policy allows, and what it demands in return.

The answers take in what the whole document says: Deny, NotAction, NotResource, lists, wildcards and letter case.
A denial that has conditions does not take anything away; what it refuses unless some condition holds, it demands.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from iam_audit.model import Account
from iam_audit.policy.actions import action_set, speaks
from iam_audit.policy.algebra import exists
from iam_audit.policy.answers import Answers, demands, is_about, opened, reading_of
from iam_audit.policy.catalogue import bits, catalogue, places_of
from iam_audit.policy.demands import Demands
from iam_audit.policy.document import Effect, Statement
from iam_audit.policy.facts import Facts
from iam_audit.policy.patterns import Pattern, PatternSet
from iam_audit.policy.places import UNHEARD_OF, somewhere, unnamed
from iam_audit.policy.reading import Reading
from iam_audit.policy.remembering import by_identity

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
    name = action.lower()
    return _on((one for one in statements if speaks(one.actions, name, reading_of(one))), resource, facts)


def allows_anywhere(
    statements: tuple[Statement, ...], action: str, account: Account, facts: Facts = ANYBODY
) -> Grant | None:
    """Return how a policy allows an action on resources that it does not name; None when it does not."""
    return allowed_anywhere(statements, (action,), account, facts).get(action)


def allowed_anywhere(
    statements: tuple[Statement, ...], actions: tuple[str, ...], account: Account, facts: Facts = ANYBODY
) -> dict[str, Grant]:
    """Return which of many actions a policy allows on resources that it does not name, and how."""
    asked = _asked(actions)
    answers = _answers(statements) if facts is ANYBODY else Answers(statements, facts)
    listed = (_allowed(statements) if facts is ANYBODY else answers.allowed) & asked.listed
    if not listed and not asked.unlisted:
        return {}
    found: dict[str, Grant] = {}
    # Many actions are spoken of by the same statements and are about the same things: those are asked about once.
    known: dict[tuple[int, tuple[str, ...]], Grant | None] = {}
    for speaking, part in answers.parts(listed):
        for place in places_of(part):
            resources = somewhere(catalogue().names[place], account)
            key = (speaking, resources)
            if key not in known:
                known[key] = _joined(answers.ways(speaking, each) for each in resources)
            if (grant := known[key]) is not None:
                found.update(dict.fromkeys(asked.places[place], grant))
    for action in asked.unlisted:
        if (grant := _unlisted(statements, action, account, facts)) is not None:
            found[action] = grant
    return {action: found[action] for action in actions if action in found} if found else found


def mentioned_in(statements: tuple[Statement, ...], actions: tuple[str, ...]) -> frozenset[str]:
    """Return which of many actions an Allow of a policy speaks of, whatever else it says of them."""
    asked = _asked(actions)
    found = {
        action for place in places_of(_allowed(statements) & asked.listed) for action in asked.places[place]
    }
    if asked.unlisted:
        allowing = [one.actions for one in statements if one.effect is Effect.ALLOW]
        found |= {
            name
            for name in asked.unlisted
            if any(speaks(one, name.lower(), Reading.WIDEST) for one in allowing)
        }
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


def allows_service(statements: tuple[Statement, ...], service: str, account: Account) -> Grant | None:
    """Return how a policy allows every action of a service on what it does not name; None when it does not."""
    if bits(catalogue().starting_with(f"{service}:")) & ~_allowed(statements):
        return None
    resource = unnamed(MAIN_KINDS[service], account)
    if allows(statements, f"{service}:{UNHEARD_OF}", resource) is None:
        return None
    whole = _all_of(service)
    about = [
        one
        for one in _open(statements, ANYBODY)
        if is_about(one, resource) and exists((whole, _actions(one)))
    ]
    given = [one for one in about if one.effect is Effect.ALLOW]
    sure = [one for one in given if not one.conditions]
    if _cover(sure, whole):
        ways = _ways(sure, about)
    else:
        ways = tuple(way for way in _ways(given, about) if way) if _cover(given, whole) else ()
    return Grant(ways) if ways else None


def _unlisted(statements: tuple[Statement, ...], action: str, account: Account, facts: Facts) -> Grant | None:
    """Return how a policy allows an action that is in no catalogue on resources that it does not name."""
    ways = (allows(statements, action, each, facts) for each in somewhere(action, account))
    return _joined(grant.ways for grant in ways if grant)


def _joined(ways: Iterable[tuple[Demands, ...]]) -> Grant | None:
    joined = tuple(way for each in ways for way in each)
    return Grant(joined) if joined else None


def _on(about: Iterable[Statement], resource: str, facts: Facts) -> Grant | None:
    """Return how statements about an action allow it on a resource."""
    spoken = list(_open((one for one in about if is_about(one, resource)), facts))
    ways = _ways([one for one in spoken if one.effect is Effect.ALLOW], spoken)
    return Grant(ways) if ways else None


def _ways(allowing: list[Statement], spoken: list[Statement]) -> tuple[Demands, ...]:
    denials = [one for one in spoken if one.effect is Effect.DENY]
    return tuple(way for one in allowing if (way := demands(one, denials)) is not None)


def _open(statements: Iterable[Statement], facts: Facts) -> Iterator[Statement]:
    """Yield the statements that can apply, without the conditions that always hold."""
    return (one for each in statements if (one := opened(each, facts)) is not None)


def _actions(statement: Statement) -> PatternSet:
    return action_set(statement.actions, reading_of(statement))


def _cover(statements: Iterable[Statement], whole: PatternSet) -> bool:
    return not exists((whole, *(_actions(one).complement for one in statements)))


@lru_cache(maxsize=64)
def _all_of(service: str) -> PatternSet:
    return PatternSet((Pattern.of(f"{service}:?*"),))


@by_identity
def _answers(statements: tuple[Statement, ...]) -> Answers:
    return Answers(statements, ANYBODY)


@by_identity
def _allowed(statements: tuple[Statement, ...]) -> int:
    """Return the listed actions that an Allow of a policy speaks of."""
    return _answers(statements).allowed


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
