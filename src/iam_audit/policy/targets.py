"""The users, groups, roles, policies and identity providers that IAM actions can be used on, as sets of bits."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from itertools import islice
from typing import TypeVar, cast

from iam_audit.model import Snapshot
from iam_audit.policy.areas import Area
from iam_audit.policy.catalogue import END_OF_NAMES, places_of
from iam_audit.policy.globs import head, is_wild, matches

T = TypeVar("T", bound=Hashable)


class Targets:
    """Finds which of many ARNs a pattern matches, without trying them all."""

    def __init__(self, arns: Iterable[str]) -> None:
        self.arns = tuple(dict.fromkeys(arns))
        self.places = {arn: place for place, arn in enumerate(self.arns)}
        self.all = (1 << len(self.arns)) - 1
        self._by_name: dict[str, list[int]] = defaultdict(list)
        for place, arn in enumerate(self.arns):
            self._by_name[arn.split(":", 5)[-1]].append(place)
        self._names = sorted(self._by_name)
        self._matched: dict[str, int] = {}
        self._areas: dict[Area, int] = {}
        self._same: dict[Hashable, Hashable] = {}
        self._bits: dict[str, int] = {}

    def same(self, value: T) -> T:
        """Return the same value as one object: most people reach the same others, and sets of them are large."""
        return cast("T", self._same.setdefault(value, value))

    def bit(self, arn: str) -> int:
        """Return the set of one ARN, as one object for all who need it; nothing for one that is not here."""
        found = self._bits.get(arn)
        if found is None:
            place = self.places.get(arn)
            found = self._bits[arn] = 0 if place is None else 1 << place
        return found

    def bits(self, arns: Iterable[str]) -> int:
        """Return the set of some ARNs; those that are not here are left out."""
        found = 0
        for arn in arns:
            found |= 1 << self.places[arn] if arn in self.places else 0
        return found

    def named(self, found: int, limit: int | None = None) -> tuple[str, ...]:
        """Return the ARNs of a set, in order; the first few if there is a limit."""
        return tuple([self.arns[place] for place in islice(places_of(found), limit)])

    def within(self, area: Area) -> int:
        """Return the ARNs that an area holds."""
        known = self._areas.get(area)
        if known is None:
            matched = 0
            for pattern in area.patterns:
                matched |= self._matching(pattern)
            known = self._areas[area] = self.all & ~matched if area.negated else matched
        return known

    def _matching(self, pattern: str) -> int:
        known = self._matched.get(pattern)
        if known is None:
            known = self._matched[pattern] = self._search(pattern)
        return known

    def _search(self, pattern: str) -> int:
        if pattern == "*":
            return self.all
        if not is_wild(pattern):
            return self.bits((pattern,))
        found = 0
        for place in self._candidates(pattern):
            found |= 1 << place if matches(pattern, self.arns[place]) else 0
        return found

    def _candidates(self, pattern: str) -> Iterable[int]:
        """Names hold no colon, so what follows the fifth colon of a pattern is about names alone."""
        fields = pattern.split(":", 5)
        if len(fields) < 6 or fields[0] != "arn":
            return range(len(self.arns))
        if not is_wild(fields[5]):
            return self._by_name.get(fields[5], ())
        start = head(fields[5])
        first = bisect_left(self._names, start)
        last = bisect_left(self._names, start + END_OF_NAMES)
        return (place for name in self._names[first:last] for place in self._by_name[name])


def arns_in(snapshots: tuple[Snapshot, ...]) -> Iterator[str]:
    """Yield the ARNs of whatever in some accounts IAM actions can be used on."""
    for each in snapshots:
        yield from (one.arn for one in each.users)
        yield from (one.arn for one in each.roles)
        yield from (one.arn for one in each.groups)
        yield from (one.arn for one in each.policies if not one.aws_managed)
        yield from (one.arn for one in each.saml_providers)
        yield from (one.arn for one in each.oidc_providers)
