"""What the document of one policy allows, and what it demands in return.

The answers take in what the whole document says: Deny, NotAction, NotResource, lists, wildcards and letter case.
A denial that has conditions does not take anything away; what it refuses unless some condition holds, it demands.
"""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

import msgspec

from iam_audit.model import Account
from iam_audit.policy.actions import speaks
from iam_audit.policy.answers import is_about, reading_of
from iam_audit.policy.anywhere import FREELY, Grant, Part, heard, parts_allowed, ways_through
from iam_audit.policy.asked import Asked, asked_about, mentioned
from iam_audit.policy.broad import broad
from iam_audit.policy.demands import Demands
from iam_audit.policy.document import Effect, Statement
from iam_audit.policy.facts import Facts
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


class Granted(msgspec.Struct, frozen=True):
    """Which of many actions are allowed on resources that a policy does not name, and how."""

    asked: Asked
    parts: tuple[Part, ...]
    """Those that the catalogue has."""
    listed: int
    """The same, as a set."""
    others: Mapping[str, Grant] = MappingProxyType({})

    def __bool__(self) -> bool:
        """Whether anything is."""
        return bool(self.parts or self.others)

    @property
    def count(self) -> int:
        """How many there are."""
        if self.asked.spelled_once:
            return self.listed.bit_count() + len(self.others)
        return len([*self.names])

    @property
    def names(self) -> Iterator[str]:
        """The actions, as they were asked about and in that order."""
        if not self.others:
            return self.asked.names(self.listed)
        listed = {*self.asked.names(self.listed)}
        return (name for name in self.asked.actions if name in listed or name in self.others)

    def holds(self, others: Asked) -> bool:
        """Whether all of some of the actions are among them."""
        missing = others.listed & ~self.listed
        return not missing and all(name in self.others for name in others.unlisted)

    @property
    def grant(self) -> Grant:
        """How they are allowed, in all ways there are."""
        if len(self.parts) == 1 and not self.others:
            return self.parts[0][1]
        grants = (*(grant for _, grant in self.parts), *self.others.values())
        return Grant(tuple(way for grant in grants for way in grant.ways))


class Mentioned(NamedTuple):
    """Which of many actions a policy speaks of."""

    listed: int
    """Those that the catalogue has."""
    others: frozenset[str] = frozenset()

    def holds(self, some: Asked) -> bool:
        """Whether all of some actions are among them."""
        return not some.listed & ~self.listed and self.others.issuperset(some.unlisted)


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
    found = granted_anywhere(statements, asked_about((action,)), account, facts)
    return found.grant if found else None


def allowed_anywhere(
    statements: tuple[Statement, ...], actions: tuple[str, ...], account: Account, facts: Facts = ANYBODY
) -> dict[str, Grant]:
    """Return which of many actions a policy allows on resources that it does not name, and how."""
    found = granted_anywhere(statements, asked_about(actions), account, facts)
    listed = {name: grant for part, grant in found.parts for name in found.asked.names(part)}
    return {name: listed.get(name) or found.others[name] for name in found.names}


def granted_anywhere(
    statements: tuple[Statement, ...], asked: Asked, account: Account, facts: Facts = ANYBODY
) -> Granted:
    """Return the same, kept together as it was found out."""
    parts = _parts(statements, asked, account, facts)
    listed = sum([actions for actions, _ in parts])
    if not asked.unlisted:
        return Granted(asked, parts, listed)
    others = ((name, _unlisted(statements, name, account, facts)) for name in asked.unlisted)
    return Granted(asked, parts, listed, {name: grant for name, grant in others if grant is not None})


def _parts(
    statements: tuple[Statement, ...], asked: Asked, account: Account, facts: Facts
) -> tuple[Part, ...]:
    look = broad(statements, account)
    allowed = look.allowed & asked.listed
    if not allowed & look.limited:
        return ((allowed, FREELY),) if allowed else ()
    said = heard(statements, asked, account)
    return tuple(parts_allowed(said, asked, account, facts))


def mentioned_in(statements: tuple[Statement, ...], asked: Asked) -> Mentioned:
    """Return which of many actions an Allow of a policy speaks of, whatever else it says of them."""
    listed = mentioned(statements, asked)
    if not asked.unlisted:
        return Mentioned(listed)
    allowing = [one.actions for one in statements if one.effect is Effect.ALLOW]
    found = (name for name in asked.unlisted for one in allowing if speaks(one, name.lower(), Reading.WIDEST))
    return Mentioned(listed, frozenset(found))


@by_identity
def administers(statements: tuple[Statement, ...], account: Account) -> Grant | None:
    """Return how a policy makes its holder an administrator of the account; None when it does not.

    It does when it allows whatever AWS may ever offer, on whatever there is, and leaves some way to hand out
    permissions. So a NotAction, or a denial, that takes away little changes nothing, and one of all of IAM does.
    """
    gifts = asked_about(GIVE_PERMISSIONS)
    if not broad(statements, account).allowed & gifts.listed:
        return None
    everything = unnamed("arn:*:*:*:*:*/*", account)
    at_all = allows(statements, f"{UNHEARD_OF}:{UNHEARD_OF}", everything)
    if at_all is None:
        return None
    ways = granted_anywhere(statements, gifts, account).grant.ways
    if not ways:
        return None
    return Grant(ways) if at_all.always else Grant((*at_all.ways, *(way for way in ways if way)))


def _unlisted(statements: tuple[Statement, ...], action: str, account: Account, facts: Facts) -> Grant | None:
    """Return how a policy allows an action that is in no catalogue on resources that it does not name."""
    ways = (allows(statements, action, each, facts) for each in somewhere(action, account))
    return _joined(grant.ways for grant in ways if grant)


def _joined(ways: Iterable[tuple[Demands, ...]]) -> Grant | None:
    joined = tuple(way for each in ways for way in each)
    return Grant(joined) if joined else None


def _on(about: Iterable[Statement], resource: str, facts: Facts) -> Grant | None:
    """Return how statements about an action allow it on a resource."""
    ways = ways_through((one for one in about if is_about(one, resource)), facts)
    return Grant(ways) if ways else None
