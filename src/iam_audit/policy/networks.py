"""From which networks the permissions of a user work.

Source: "AWS: Denies access to AWS based on the source IP" in the IAM User Guide.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, collapse_addresses, ip_network
from typing import TypeAlias

from iam_audit.model import Snapshot, User
from iam_audit.policy.actions import action_set
from iam_audit.policy.demands import needs_key, opposite, parts
from iam_audit.policy.document import Condition, Effect, Statement
from iam_audit.policy.facts import Facts, facts_of
from iam_audit.policy.holdings import Holdings, Unread, holdings
from iam_audit.policy.patterns import EVERYTHING
from iam_audit.policy.reading import Reading
from iam_audit.policy.scopes import open_conditions
from iam_audit.policy.trust_questions import ALIKE, EQUAL

ADDRESSES = frozenset({"aws:sourceip", "aws:vpcsourceip"})
PRIVATE = frozenset({"aws:sourcevpc", "aws:sourcevpce", "aws:sourcevpcarn"})
"""Other ways to name a network; each value counts as one."""
BY_AWS = frozenset({"aws:viaawsservice", "aws:principalisawsservice"})
"""Calls that AWS makes for the user come from addresses of AWS, so a Deny has to leave them out."""


@dataclass(frozen=True)
class From:
    """Only from these networks, as the policies spell them."""

    networks: tuple[str, ...]


@dataclass(frozen=True)
class Anywhere:
    """From anywhere, for at least some permissions."""


@dataclass(frozen=True)
class NoPermission:
    """There is nothing to limit."""


Reach: TypeAlias = From | Anywhere | NoPermission | Unread


def reach_of(user: User, snapshot: Snapshot) -> Reach:
    """Return from where a user's permissions work; Unread when a policy that decides it could not be read."""
    if user.permissions is None:
        return Unread(f"the policies of {user.name} could not be read")
    return _reach(facts_of(user), holdings(user.permissions, snapshot))


def is_everywhere(networks: tuple[str, ...]) -> bool:
    """Whether these networks, taken together, are the whole internet."""
    known = [found for text in networks if (found := _network(text)) is not None]
    four = collapse_addresses(one for one in known if isinstance(one, IPv4Network))
    six = collapse_addresses(one for one in known if isinstance(one, IPv6Network))
    return any(not one.prefixlen for one in four) or any(not one.prefixlen for one in six)


def _reach(facts: Facts, held: Holdings) -> Reach:
    boundary = held.boundary if isinstance(held.boundary, tuple) else ()
    allowed = [_limit(one) for one in _allowing(held.statements, facts)]
    if not allowed and not held.unread:
        return NoPermission()
    walls = [wall for one in (*held.statements, *boundary) if (wall := _wall(one))]
    caps = _joined([_limit(one) for one in _allowing(boundary, facts)])
    if walls or caps:
        return From(min((*walls, *([caps] if caps else [])), key=len))
    unread = (*held.unread, *([held.boundary] if isinstance(held.boundary, Unread) else []))
    own = _joined(allowed)
    if unread and not (own and not held.unread):
        return unread[0]
    return From(own) if own else Anywhere()


def _allowing(statements: Iterable[Statement], facts: Facts) -> Iterator[Statement]:
    for one in statements:
        if one.effect is Effect.ALLOW and open_conditions(one, facts) is not None:
            yield one


def _limit(allow: Statement) -> tuple[str, ...] | None:
    """Return the networks that a statement is limited to; None when it works from anywhere."""
    found = [condition.values for condition in allow.conditions if _names_networks(condition)]
    return min(found, key=len, default=None)


def _wall(denial: Statement) -> tuple[str, ...] | None:
    """Return the networks from which a Deny of everything does not apply; None when it is no such Deny."""
    everything = action_set(denial.actions, Reading.NARROWEST) is EVERYTHING
    everywhere = (
        denial.resources is not None and "*" in denial.resources.texts and not denial.resources.negated
    )
    if denial.effect is not Effect.DENY or not everything or not everywhere:
        return None
    left = [opposite(one) for one in denial.conditions if one.key not in BY_AWS]
    named = [one for one in left if one is not None and _names_networks(one)]
    return tuple(value for one in named for value in one.values) if len(named) == len(left) else None


def _names_networks(condition: Condition) -> bool:
    _, name, _ = parts(condition.operator)
    operators = {"ipaddress"} if condition.key in ADDRESSES else EQUAL | ALIKE
    return condition.key in ADDRESSES | PRIVATE and name in operators and needs_key(condition)


def _joined(limits: list[tuple[str, ...] | None]) -> tuple[str, ...]:
    """Return the networks of all; empty when one has no limit, or there are none."""
    known = [limit for limit in limits if limit is not None]
    whole = len(known) == len(limits)
    return tuple(dict.fromkeys(one for limit in known for one in limit)) if whole else ()


def _network(text: str) -> IPv4Network | IPv6Network | None:
    try:
        return ip_network(text, strict=False)
    except ValueError:
        return None
