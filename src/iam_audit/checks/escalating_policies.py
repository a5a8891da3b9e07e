"""What the checks of policies that lead to more power share."""

from abc import abstractmethod
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from operator import attrgetter

import msgspec

from iam_audit.checks.base import Facts
from iam_audit.checks.own_policies import OwnPolicy, listed, reach_facts
from iam_audit.checks.policy_checks import PolicyCheck
from iam_audit.checks.principals import deciding, deciding_among, judged, way_in_words
from iam_audit.model import Account, EscalationPath, Finding, Group, Privilege, Severity, Snapshot
from iam_audit.policy import ways_of_document
from iam_audit.policy.asked import Asked, asked_about
from iam_audit.policy.catalogue import bits, places_of
from iam_audit.policy.document import Statement
from iam_audit.policy.escalations import Escalation, How, escalations
from iam_audit.policy.questions import Mentioned, administers, granted_anywhere, mentioned_in

ASSUMING = ("sts:AssumeRole",)
UNLISTED = -1
"""In the place of the first action of a way of which the catalogue has none."""
ELSEWHERE = (How.BEYOND, How.IDENTITY_CENTER)
"""The ways that lead over what is not read."""


class EscalatingPolicyCheck(PolicyCheck):
    """Whether a policy by itself leads its holder to more power than it gives."""

    def judge(
        self, policy: OwnPolicy, statements: tuple[Statement, ...], snapshot: Snapshot
    ) -> Finding | None:
        """Flag a policy that leads to more: certainly, on some target of a holder, or perhaps."""
        return self._by_itself(policy, statements, _named(statements), snapshot)

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:
        """Judge every policy; where it is not certain by itself, by what its holders find here, too."""
        yield from self._before(snapshot)
        found = judged(snapshot, now)
        for policy in self.policies(snapshot):
            if verdict := self._here(policy, found, snapshot):
                yield verdict

    def _here(self, policy: OwnPolicy, found: Mapping[str, Privilege], snapshot: Snapshot) -> Finding | None:
        statements = policy.statements
        if isinstance(statements, str):
            return self.unknown(policy, statements)
        named = _named(statements)
        if not any(named) or administers(statements, snapshot.account):
            return None
        known = self._by_itself(policy, statements, named, snapshot)
        if known and known.evidence["certain"]:
            return known
        way = _of_holders(policy, named, found)
        return self._tell(policy, way, snapshot, certain=way.certain) if way else known

    def _by_itself(
        self, policy: OwnPolicy, statements: tuple[Statement, ...], named: Mentioned, snapshot: Snapshot
    ) -> Finding | None:
        offered = _offered(named)
        if not offered or administers(statements, snapshot.account):
            return None
        alone = ways_of_document(statements, snapshot.account)
        if ways := deciding_among(alone):
            # The holder is made up here, so a way that ends at itself names nobody.
            own = msgspec.structs.replace(ways[0], target=None)
            return self._tell(policy, own, snapshot, certain=own.certain)
        way = _unlimited(offered, statements, snapshot.account) or next(iter(alone), None)
        return self._tell(policy, way, snapshot, certain=False) if way else None

    @abstractmethod
    def lets(self) -> str:
        """Return whom a policy lets do something, to follow "lets"."""

    def _tell(self, policy: OwnPolicy, way: EscalationPath, snapshot: Snapshot, *, certain: bool) -> Finding:
        severity: Severity = self.severity if certain else how_bad(way)
        lets = f"lets {self.lets()}" if certain else f"may let {self.lets()}"
        facts: Facts = {
            "path": way.id,
            "certain": certain,
            "actions": listed(way.actions),
            "target": way.target,
            **reach_facts(policy, snapshot),
        }
        message = f"{policy.words} {lets} get more power: {way_in_words(way)}."
        return self.finding(policy, message, facts, severity=severity)


@dataclass(frozen=True, eq=False)
class _Way:
    """A way, as it is looked for in a policy."""

    way: Escalation
    rank: int
    asked: Asked


@lru_cache(maxsize=1)
def _ways() -> Mapping[int, tuple[_Way, ...]]:
    """Return the ways by the first of their actions in the catalogue."""
    found: dict[int, list[_Way]] = defaultdict(list)
    for rank, way in enumerate(way for way in escalations() if way.how is not How.ASSUME_ROLE):
        asked = asked_about(way.actions)
        found[next(places_of(asked.listed), UNLISTED)].append(_Way(way, rank, asked))
    return {first: tuple(ways) for first, ways in found.items()}


@lru_cache(maxsize=1)
def _firsts() -> int:
    return bits(place for place in _ways() if place != UNLISTED)


@lru_cache(maxsize=1)
def _wanted() -> Asked:
    return asked_about(
        tuple(sorted({action for way in escalations() for action in way.actions}, key=str.lower))
    )


def _named(statements: tuple[Statement, ...]) -> Mentioned:
    """Return the actions of all ways that a policy names, before its resources and denials are looked at."""
    return mentioned_in(statements, _wanted())


def _offered(named: Mentioned) -> list[_Way]:
    """Return the ways for which every action is named."""
    ways = _ways()
    firsts = (*places_of(named.listed & _firsts()), UNLISTED)
    absent = ~named.listed
    there = (way for first in firsts for way in ways.get(first, ()) if not way.asked.listed & absent)
    found = [way for way in there if named.holds(way.asked)]
    return sorted(found, key=attrgetter("rank"))


def unlimited(statements: tuple[Statement, ...], account: Account) -> EscalationPath | None:
    """Return a way whose actions a policy allows on whatever there may be."""
    return _unlimited(_offered(_named(statements)), statements, account)


def _unlimited(
    offered: list[_Way], statements: tuple[Statement, ...], account: Account
) -> EscalationPath | None:
    ways = [each for each in offered if each.way.how not in ELSEWHERE]
    allowed = granted_anywhere(statements, _wanted(), account) if ways else None
    for each in ways:
        if allowed and allowed.holds(each.asked):
            return EscalationPath(id=each.way.id, title=each.way.title, actions=each.way.actions)
    return None


def how_bad(way: EscalationPath) -> Severity:
    """Return how severe a way is that is only possible: less so where nobody knows of anything to use it on."""
    return Severity.MEDIUM if way.decides else Severity.LOW


def _of_holders(policy: OwnPolicy, named: Mentioned, found: Mapping[str, Privilege]) -> EscalationPath | None:
    """Return a way of a holder for which this policy names every action."""
    held = [holder for holder in policy.holders if not isinstance(holder, Group)]
    ways = (way for holder in held for way in deciding(found[holder.arn]))
    offered = [way for way in ways if way.actions != ASSUMING and named.holds(asked_about(way.actions))]
    return next((way for way in offered if way.certain), next(iter(offered), None))
