"""What one check has to say of one account, and how that adds up."""

from collections.abc import Iterator, Mapping
from typing import TypeAlias

import msgspec

from iam_audit.checks.base import Check, Examined
from iam_audit.model import CheckCount, Finding, Snapshot, Status

Name: TypeAlias = tuple[str, str]
"""What tells a member of a population from the others."""


class Population(msgspec.Struct, frozen=True):
    """What a check has looked at."""

    members: tuple[Examined, ...] = ()
    names: tuple[Name, ...] = ()
    """Theirs in the same order, as the check's `identify` tells them apart."""
    distinct: frozenset[Name] = frozenset()
    """The same, each once."""


NOBODY = Population()


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What one check has to say of one account."""

    check: Check
    said: tuple[Finding, ...]
    """What fails, is muted, or cannot be judged."""
    among: Population = NOBODY
    refused: str | None = None
    """Why the check said nothing at all; None when it did its work."""

    @property
    def count(self) -> CheckCount:
        """How many members of the population ended how. A check that did not run has examined none."""
        ended, known = self._ended(), self.among.distinct
        judged = ended[Status.FAIL] | ended[Status.MUTED]
        return CheckCount(
            check_id=self.check.id,
            examines=self.check.examines.words,
            examined=len(known) + len(judged - known),
            failed=len(ended[Status.FAIL]),
            passed=self._passed(set().union(*ended.values())),
            muted=len(ended[Status.MUTED]),
            not_evaluated=len(ended[Status.NOT_EVALUATED]),
        )

    @property
    def passed(self) -> Iterator[Finding]:
        """A finding for each member that is in order."""
        spoken_of = set().union(*self._ended().values())
        for member, name in zip(self.among.members, self.among.names, strict=True):
            if name not in spoken_of:
                yield self.check.passed(member)

    def _passed(self, spoken_of: set[Name]) -> int:
        names, known = self.among.names, self.among.distinct
        if len(names) == len(known):
            return len(known) - len(known & spoken_of)
        return sum(name not in spoken_of for name in names)

    def _ended(self) -> Mapping[Status, set[Name]]:
        ended: dict[Status, set[Name]] = {status: set() for status in Status}
        identify = self.check.examines.identify
        for finding in self.said:
            ended[finding.status].add(identify(finding.resource))
        return ended


def population_of(check: Check, snapshot: Snapshot) -> Population:
    """Return what a check looks at; most look at a whole population, and many at the same one."""

    def ask(account: Snapshot) -> Population:
        members = tuple(check.members(account))
        names = tuple(check.examines.identify(one.resource) for one in members)
        return Population(members, names, frozenset(names))

    whole = type(check).members is Check.members
    return snapshot.once(("population", check.examines), ask) if whole else ask(snapshot)
