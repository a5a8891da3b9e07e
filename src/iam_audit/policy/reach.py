"""Whom or what somebody may use an action of IAM or STS on, of all that was read."""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import NamedTuple

from iam_audit.policy.conditions import holds
from iam_audit.policy.escalations import Escalation
from iam_audit.policy.facts import NOTHING, Facts
from iam_audit.policy.powers import Cap, Powers
from iam_audit.policy.remembering import kept
from iam_audit.policy.rules import Grant, Open
from iam_audit.policy.targets import Targets


class Reach(NamedTuple):
    """Two sets of targets."""

    possible: int = 0
    certain: int = 0

    def __and__(self, targets: int) -> "Reach":
        """Return what is left of both within some targets."""
        possible, certain = self
        return Reach(possible & targets, certain & targets) if possible or certain else self

    def __or__(self, other: "Reach") -> "Reach":
        """Return what is in one or the other."""
        if other == NOWHERE:
            return self
        return Reach(self.possible | other.possible, self.certain | other.certain) if any(self) else other

    def within(self, other: "Reach") -> "Reach":
        """Return what is in both."""
        return Reach(self.possible & other.possible, self.certain & other.certain)


NOWHERE = Reach()


def all_of(reaches: Iterable[Reach]) -> Reach:
    """Return what is in one of some."""
    found = NOWHERE
    for each in reaches:
        found |= each
    return found


class Way(NamedTuple):
    """A known way, and the targets that it works on."""

    escalation: Escalation
    targets: Reach


class Reacher:
    """Answers for one principal in one context, with what is known of the request besides."""

    def __init__(self, powers: Powers, targets: Targets, about: int = 0) -> None:
        """Answer for some powers; `about` are the actions that will be asked about most."""
        self._powers = powers
        self._targets = targets
        self._about = about
        self._grants_about = powers.about(about)
        self._known: dict[Hashable, Reach] = {}

    def asks(self, key: str, action: int) -> bool:
        """Whether a condition key makes any difference to an action, given as its bit."""
        return any(
            condition.key == key for conditions in self._conditions(action) for condition in conditions
        )

    def _conditions(self, action: int) -> Iterator[Open]:
        yield from [each.open for each in self._grants(action) if each.named & action]
        for cap in self._powers.caps:
            yield from [each.open for rules in cap for each in rules.grants if each.named & action]
        yield from [each.open for each in self._powers.denials if each.widest & action]

    def reach(self, action: int, asked: Mapping[str, str] | None = None) -> Reach:
        """Return what one action, given as its bit, can be used on; `asked` are more condition keys."""
        key = (action, *asked.items()) if asked else action
        known = self._known.get(key)
        if known is None:
            facts = Facts(values=asked, tags_known=False) if asked else NOTHING
            known = self._known[key] = self._targets.same(self._work_out(action, facts))
        return known

    def undone(self, action: int) -> Reach:
        """Return where an action may be denied, and where it is for certain."""
        certain = possible = 0
        for denial in self._powers.denials:
            if denial.narrowest & action and not denial.open:
                certain |= self._targets.within(denial.narrow)
            if denial.widest & action:
                possible |= self._targets.within(denial.wide)
        return Reach(possible, certain)

    def _work_out(self, action: int, facts: Facts) -> Reach:
        powers = self._powers
        if not (facts.values or powers.caps or powers.fenced or any(map(action.__and__, self._denied))):
            return self._granted(action)
        possible = certain = 0
        for grant, given in _open(self._grants(action), action, facts):
            possible |= self._left(grant, given, action, facts)
            if not given and grant.sure & action and not self._powers.fenced:
                certain |= self._sure(grant, action, facts)
        return Reach(possible, certain)

    def _granted(self, action: int) -> Reach:
        """Return what grants come to from which nothing is taken."""
        possible, certain, within = 0, 0, self._targets.within
        for grant in self._grants(action):
            if grant.named & action:
                possible |= within(grant.wide)
                if not grant.open and grant.sure & action:
                    certain |= within(grant.narrow)
        return Reach(possible, certain)

    @kept
    def _denied(self) -> tuple[int, ...]:
        return tuple(denial.widest for denial in self._powers.denials)

    def _grants(self, action: int) -> Iterable[Grant]:
        """Return the grants worth a look: most grants are about none of the actions that are asked about."""
        return self._grants_about if action & self._about else self._powers.grants

    def _left(self, grant: Grant, given: Open, action: int, facts: Facts) -> int:
        found = self._targets.within(grant.wide)
        for cap in self._powers.caps:
            found &= self._capped(cap, action, facts, sure=False)
        for denial in self._powers.denials:
            left = _still_open(denial.open, facts) if denial.narrowest & action else None
            if left is not None and left <= given:
                found &= ~self._targets.within(denial.narrow)
        return found

    def _sure(self, grant: Grant, action: int, facts: Facts) -> int:
        found = self._targets.within(grant.narrow)
        for cap in self._powers.caps:
            found &= self._capped(cap, action, facts, sure=True)
        for denial in self._powers.standing:
            if denial.widest & action and _still_open(denial.open, facts) is not None:
                found &= ~self._targets.within(denial.wide)
        return found

    def _capped(self, cap: Cap, action: int, facts: Facts, *, sure: bool) -> int:
        found = 0
        for rules in cap:
            for grant, given in _open(rules.grants, action, facts):
                if not sure:
                    found |= self._targets.within(grant.wide)
                elif not given and grant.sure & action:
                    found |= self._targets.within(grant.narrow)
        return found


def _open(grants: Iterable[Grant], action: int, facts: Facts) -> list[tuple[Grant, Open]]:
    """Return the grants of an action that may apply, each with the conditions that are still open."""
    if not facts.values:
        return [(grant, grant.open) for grant in grants if grant.named & action]
    return [
        (grant, left)
        for grant in grants
        if grant.named & action and (left := _still_open(grant.open, facts)) is not None
    ]


def _still_open(conditions: Open, facts: Facts) -> Open | None:
    """Return the conditions that stay open; None when one does not hold."""
    if not any(condition.key in facts.values for condition in conditions):
        return conditions
    answers = {condition: holds(condition, facts) for condition in conditions}
    if False in answers.values():
        return None
    return frozenset(condition for condition, answer in answers.items() if answer is None)
