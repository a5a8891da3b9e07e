"""What the checks of policies that lead to more power share."""

from abc import abstractmethod
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

import msgspec

from iam_audit.checks.base import Facts
from iam_audit.checks.own_policies import OwnPolicy, listed, reach_facts
from iam_audit.checks.policy_checks import PolicyCheck
from iam_audit.checks.principals import deciding, judged, way_in_words
from iam_audit.errors import PolicyError
from iam_audit.model import Account, EscalationPath, Finding, Group, Privilege, Severity, Snapshot, Status
from iam_audit.policy import privilege_of_documents
from iam_audit.policy.anywhere import asked_about
from iam_audit.policy.document import Statement, parse_policy
from iam_audit.policy.escalations import Escalation, How, escalations
from iam_audit.policy.questions import administers, granted_anywhere, mentioned_in

ASSUMING = ("sts:AssumeRole",)
ELSEWHERE = (How.BEYOND, How.IDENTITY_CENTER)
"""The ways that lead over what is not read."""


@dataclass(frozen=True)
class EscalatingPolicyCheck(PolicyCheck):
    """Whether a policy by itself leads its holder to more power than it gives."""

    def judge(
        self, policy: OwnPolicy, statements: tuple[Statement, ...], snapshot: Snapshot
    ) -> Finding | None:
        """Flag a policy that leads to more: certainly, on some target of a holder, or perhaps."""
        if not _offered(statements) or administers(statements, snapshot.account):
            return None
        alone = _alone(policy.document or "", snapshot.account)
        if ways := deciding(alone):
            # The holder is made up here, so a way that ends at itself names nobody.
            own = msgspec.structs.replace(ways[0], target=None)
            return self._tell(policy, own, snapshot, certain=own.certain)
        way = unlimited(statements, snapshot.account) or next(iter(alone.paths), None)
        return self._tell(policy, way, snapshot, certain=False) if way else None

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:
        """Judge every policy; where it is not certain by itself, by what its holders find here, too."""
        told = {finding.resource.id: finding for finding in super().run(snapshot, now)}
        for policy in self.policies(snapshot):
            known = told.get(policy.resource.id)
            if known and (known.status is not Status.FAIL or known.evidence["certain"]):
                continue
            if (
                way := _of_holders(policy, snapshot.account, judged(snapshot, now))
                if policy.holders
                else None
            ):
                told[policy.resource.id] = self._tell(policy, way, snapshot, certain=way.certain)
        yield from told.values()

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


@lru_cache(maxsize=1)
def _ways() -> tuple[tuple[frozenset[str], Escalation], ...]:
    """Return the ways, each after its actions in lower case."""
    ways = (way for way in escalations() if way.how is not How.ASSUME_ROLE)
    return tuple((frozenset(action.lower() for action in way.actions), way) for way in ways)


@lru_cache(maxsize=1)
def _wanted() -> tuple[str, ...]:
    return tuple(sorted({action for actions, _ in _ways() for action in actions}))


def _open(named: Collection[str]) -> tuple[Escalation, ...]:
    """Return the ways for which all actions are there."""
    known = frozenset(named)
    return tuple(way for actions, way in _ways() if actions <= known) if known else ()


def _offered(statements: tuple[Statement, ...]) -> tuple[Escalation, ...]:
    """Return the ways whose actions a policy names, before its resources and denials are looked at."""
    return _open(mentioned_in(statements, _wanted()))


def unlimited(statements: tuple[Statement, ...], account: Account) -> EscalationPath | None:
    """Return a way whose actions a policy allows on whatever there may be."""
    for way in _open([*granted_anywhere(statements, asked_about(_wanted()), account).names]):
        if way.how not in ELSEWHERE:
            return EscalationPath(id=way.id, title=way.title, actions=way.actions)
    return None


def how_bad(way: EscalationPath) -> Severity:
    """Return how severe a way is that is only possible: less so where nobody knows of anything to use it on."""
    return Severity.MEDIUM if way.decides else Severity.LOW


@lru_cache(maxsize=4096)
def _alone(document: str, account: Account) -> Privilege:
    return privilege_of_documents((document,), account=account, now=None)


def _of_holders(policy: OwnPolicy, account: Account, found: Mapping[str, Privilege]) -> EscalationPath | None:
    """Return a way of a holder for which this policy names every action."""
    held = [holder for holder in policy.holders if not isinstance(holder, Group)]
    ways = [way for holder in held for way in deciding(found[holder.arn])]
    if not ways:
        return None
    statements = _statements(policy)
    if administers(statements, account):
        return None
    named = mentioned_in(statements, tuple(sorted({action for way in ways for action in way.actions})))
    offered = [way for way in ways if way.actions != ASSUMING and named.issuperset(way.actions)]
    return next((way for way in offered if way.certain), next(iter(offered), None))


def _statements(policy: OwnPolicy) -> tuple[Statement, ...]:
    try:
        return parse_policy(policy.document) if policy.document else ()
    except PolicyError:
        return ()
