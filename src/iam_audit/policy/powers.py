"""What several documents together leave somebody: at least, and at most.

A grant counts as certain only where no denial and no cap may touch it, as possible unless they surely take all of
it. Caps are permissions boundaries and the levels of organization policies: each has to allow, too.

Source: "Policy evaluation logic" in the IAM User Guide.
"""

from dataclasses import dataclass

from iam_audit.model import Bounds
from iam_audit.policy.areas import Area, holds_all, meet, parts
from iam_audit.policy.catalogue import EVERYTHING, union
from iam_audit.policy.remembering import kept
from iam_audit.policy.rules import Denial, Grant, Rules

Cap = tuple[Rules, ...]
"""Documents of which one has to allow, and none may deny."""


class Powers:
    """The grants, denials and caps of one principal in one context; two are the same only if they are one object."""

    def __init__(self, rules: tuple[Rules, ...], caps: tuple[Cap, ...] = (), *, fenced: bool = False) -> None:
        """Take what documents do; `fenced` says that a cap exists which could not be read, so nothing is certain."""
        self.rules = rules
        self.caps = caps
        self.fenced = fenced
        self.grants: tuple[Grant, ...] = tuple([one for each in rules for one in each.grants])
        """Everything that is allowed, before denials and caps."""
        self.denials: tuple[Denial, ...] = tuple([one for each in rules for one in each.denials])
        """Everything that is denied, by caps too."""
        if caps:
            self.denials += tuple([one for cap in caps for each in cap for one in each.denials])
        self.worth: Bounds | None = None
        """What they give by themselves, once that was asked."""

    def about(self, actions: int) -> tuple[Grant, ...]:
        """Return what is allowed of some actions, before denials and caps."""
        return tuple([grant for rules in self.rules for grant in rules.about(actions)])

    @kept
    def standing(self) -> tuple[Denial, ...]:
        """The denials that may take away something certain.

        Whoever picks the region of a request avoids one rule on regions. Two together may leave no region.
        """
        regional = {denial.avoidable for denial in self.denials if denial.avoidable}
        return self.denials if len(regional) > 1 else tuple(one for one in self.denials if not one.avoidable)

    @kept
    def possible(self) -> int:
        """The actions that may be allowed on some resource that they can be used on."""
        touched = self._taken_in_part
        left = [
            self._left(grant, grant.actions) if grant.actions & touched else grant.actions
            for grant in self.grants
        ]
        return _less(union(left), self._denied)

    @property
    def spoken_of(self) -> int:
        """The actions that may be allowed, were it not for the resources that they can be used on."""
        more = [grant for grant in self.grants if grant.named is not grant.actions]
        if not more:
            return self.possible
        found = self.possible | _less(union([self._left(grant, grant.named) for grant in more]), self._denied)
        return self.possible if found == self.possible else found

    @kept
    def certain(self) -> int:
        """The actions that are allowed on some resource, whatever the request looks like."""
        found = self._surely([grant for grant in self.grants if not grant.open])
        return self.possible if found == self.possible else found

    @property
    def certain_everywhere(self) -> int:
        """The actions that are allowed on every resource, whatever the request looks like."""
        return self._surely([grant for grant in self.grants if not grant.open and grant.narrow.everything])

    def among(self, actions: int) -> tuple[int, int]:
        """Return which of some actions may be allowed and which are for certain, without a look at all the others."""
        grants = [grant for grant in self.grants if grant.named & actions]
        possible = union([self._left(grant, grant.actions & actions) for grant in grants])
        if self.fenced:
            return _less(possible, self._denied), 0
        certain = union([self._sure(grant, grant.sure & actions) for grant in grants if not grant.open])
        return _less(possible, self._denied), _less(certain, self._doubted)

    def forget(self) -> None:
        """Forget what can be worked out again and is large: sets of actions."""
        for name in ("possible", "certain"):
            self.__dict__.pop(name, None)

    @property
    def _denied(self) -> int:
        """What is denied everywhere and always, taken away once instead of from each grant."""
        return union([one.narrowest for one in self.denials if not one.open and one.narrow.everything])

    @property
    def _doubted(self) -> int:
        """What may be denied everywhere."""
        return union([one.widest for one in self.standing if one.wide.everything])

    @kept
    def _taken_in_part(self) -> int:
        """What may be taken away in some places only: any action, where there are caps."""
        return EVERYTHING if self.caps else union([one.narrowest for one in self._denials_in_part])

    @kept
    def _doubted_in_part(self) -> int:
        """What may not be sure in some places only."""
        return EVERYTHING if self.caps else union([one.widest for one in self._doubts_in_part])

    @kept
    def _denials_in_part(self) -> tuple[Denial, ...]:
        return tuple([one for one in self.denials if one.open or not one.narrow.everything])

    @kept
    def _doubts_in_part(self) -> tuple[Denial, ...]:
        return tuple([one for one in self.standing if not one.wide.everything])

    @kept
    def _limits(self) -> tuple["_Limit", ...]:
        return tuple([_Limit.of(cap) for cap in self.caps])

    def _left(self, grant: Grant, actions: int) -> int:
        # A denial under a condition follows wherever the grant is under the same condition.
        denials = [one for one in self._denials_in_part if one.narrowest & actions and one.open <= grant.open]
        if not (denials or self._limits):
            return actions
        return union([self._left_of(piece, actions, denials) for piece in parts(grant.wide)])

    def _left_of(self, where: Area, actions: int, denials: list[Denial]) -> int:
        for limit in self._limits:
            actions &= limit.possible_in(where)
        for denial in denials:
            if denial.narrowest & actions and holds_all(denial.narrow, where):
                actions &= ~denial.narrowest
        return actions

    def _surely(self, grants: list[Grant]) -> int:
        if self.fenced:
            return 0
        touched = self._doubted_in_part
        sure = [self._sure(grant, grant.sure) if grant.sure & touched else grant.sure for grant in grants]
        return _less(union(sure), self._doubted)

    def _sure(self, grant: Grant, actions: int) -> int:
        for limit in self._limits:
            actions &= limit.certain_in(grant.narrow)
        for denial in self._doubts_in_part:
            if denial.widest & actions and meet(denial.wide, grant.narrow):
                actions &= ~denial.widest
        return actions


@dataclass(frozen=True)
class _Limit:
    """What a cap lets through: everywhere, and in some places."""

    possible: int
    certain: int
    in_part: tuple[Grant, ...]

    @staticmethod
    def of(cap: Cap) -> "_Limit":
        grants = [grant for rules in cap for grant in rules.grants]
        return _Limit(
            possible=union(one.named for one in grants if one.wide.everything),
            certain=union(one.sure for one in grants if not one.open and one.narrow.everything),
            in_part=tuple(one for one in grants if not one.narrow.everything),
        )

    def possible_in(self, where: Area) -> int:
        if not self.in_part:
            return self.possible
        return self.possible | union(one.named for one in self.in_part if meet(one.wide, where))

    def certain_in(self, where: Area) -> int:
        if not self.in_part:
            return self.certain
        found = (one.sure for one in self.in_part if not one.open and holds_all(one.narrow, where))
        return self.certain | union(found)


def _less(found: int, taken: int) -> int:
    return found & ~taken if taken else found
