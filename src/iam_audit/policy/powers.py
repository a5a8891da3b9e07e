"""What several documents together leave somebody: at least, and at most.

A grant counts as certain only where no denial and no cap may touch it, as possible unless they surely take all of
it. Caps are permissions boundaries and the levels of organization policies: each has to allow, too.

Source: "Policy evaluation logic" in the IAM User Guide.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from iam_audit.policy.areas import Area, holds_all, meet, parts
from iam_audit.policy.rules import Denial, Grant, Open, Rules

Cap = tuple[Rules, ...]
"""Documents of which one has to allow, and none may deny."""


@dataclass(frozen=True, eq=False)
class Powers:
    """The grants, denials and caps of one principal in one context."""

    rules: tuple[Rules, ...]
    caps: tuple[Cap, ...] = ()
    fenced: bool = False
    """Whether a cap exists that could not be read, so that nothing is certain."""

    @cached_property
    def grants(self) -> tuple[Grant, ...]:
        """Everything that is allowed, before denials and caps."""
        return tuple(grant for rules in self.rules for grant in rules.grants)

    @cached_property
    def denials(self) -> tuple[Denial, ...]:
        """Everything that is denied, by caps too."""
        capping = (rules for cap in self.caps for rules in cap)
        return tuple(denial for rules in (*self.rules, *capping) for denial in rules.denials)

    @cached_property
    def standing(self) -> tuple[Denial, ...]:
        """The denials that may take away something certain.

        Whoever picks the region of a request avoids one rule on regions. Two together may leave no region.
        """
        regional = {denial.avoidable for denial in self.denials if denial.avoidable}
        return self.denials if len(regional) > 1 else tuple(one for one in self.denials if not one.avoidable)

    @cached_property
    def possible(self) -> int:
        """The actions that may be allowed on some resource that they can be used on."""
        return _union(self._left(grant, grant.actions) for grant in self.grants)

    @cached_property
    def spoken_of(self) -> int:
        """The actions that may be allowed, were it not for the resources that they can be used on."""
        found = _union(self._left(grant, grant.named) for grant in self.grants)
        return self.possible if found == self.possible else found

    @cached_property
    def certain(self) -> int:
        """The actions that are allowed on some resource, whatever the request looks like."""
        if self.fenced:
            return 0
        found = _union(self._sure(grant) for grant in self.grants if not grant.open)
        return self.possible if found == self.possible else found

    @cached_property
    def certain_everywhere(self) -> int:
        """The actions that are allowed on every resource, whatever the request looks like."""
        if self.fenced:
            return 0
        return _union(
            self._sure(grant) for grant in self.grants if not grant.open and grant.narrow.everything
        )

    def without_caps(self) -> "Powers":
        """Return what would be left if no cap applied."""
        return Powers(rules=self.rules)

    def _left(self, grant: Grant, actions: int) -> int:
        if not self.denials and not self.caps:
            return actions
        return _union(self._left_of(piece, actions, grant.open) for piece in parts(grant.wide))

    def _left_of(self, where: Area, actions: int, given: Open) -> int:
        for cap in self.caps:
            actions &= _union(
                one.named for one in _grants(cap) if one.named & actions and meet(one.wide, where)
            )
        for denial in self.denials:
            # A denial under a condition follows wherever the grant is under the same condition.
            if denial.open <= given and denial.narrowest & actions and holds_all(denial.narrow, where):
                actions &= ~denial.narrowest
        return actions

    def _sure(self, grant: Grant) -> int:
        actions = grant.sure
        for cap in self.caps:
            actions &= _union(
                one.sure
                for one in _grants(cap)
                if not one.open and one.sure & actions and holds_all(one.narrow, grant.narrow)
            )
        for denial in self.standing:
            if denial.widest & actions and meet(denial.wide, grant.narrow):
                actions &= ~denial.widest
        return actions


def _grants(cap: Cap) -> Iterator[Grant]:
    return (grant for rules in cap for grant in rules.grants)


def _union(sets: Iterable[int]) -> int:
    found = 0
    for each in sets:
        found |= each
    return found
