"""What groups promise those who join them: a look at their documents alone, to spare most people a closer one."""

from typing import TYPE_CHECKING

from iam_audit.model import Bounds
from iam_audit.policy.escalations import How, known_by
from iam_audit.policy.powers import Powers

if TYPE_CHECKING:
    from iam_audit.policy.standing import Case
    from iam_audit.policy.world import World


class Promises:
    """Judges the groups of a world, each once where its policies mean the same to everybody."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self._of: dict[str, tuple[Bounds, int]] = {}
        self._by_powers: dict[Powers, tuple[Bounds, int]] = {}
        self._more: dict[Bounds, int] = {}
        fixed = world.rulebook.is_fixed
        self._fixed = {arn for arn, documents in world.groups.items() if all(map(fixed, documents))}
        self._others = world.targets.bits(world.groups.keys() - self._fixed)

    def more(self, case: "Case") -> int:
        """Return the groups that may give somebody more than they have."""
        known = self._more.get(case.base)
        if known is None:
            found = [arn for arn in self._fixed if self.promises_more(arn, case)]
            known = self._more[case.base] = self._world.targets.bits(found) | self._others
        return known

    def promises_more(self, arn: str, case: "Case") -> bool:
        """Whether a group may give somebody more than they have."""
        promised, _ = self._promised(arn, case)
        return promised.upper.rank > case.base.upper.rank or promised.lower.rank > case.base.lower.rank

    def promises_everything(self, arn: str, case: "Case") -> bool:
        """Whether a group surely lets somebody write their own policies: nothing they have stands in the way."""
        _, left = self._promised(arn, case)
        if case.powers.caps or case.powers.fenced:
            return False
        for denial in case.powers.denials:
            left &= ~denial.widest
        return bool(left)

    def _promised(self, arn: str, case: "Case") -> tuple[Bounds, int]:
        """Return what a group makes of somebody, and the actions by which they surely write their own policies."""
        known = self._of.get(arn)
        if known is None:
            world = self._world
            rules = world.rules(case.person.who, case.context, case.facts, world.groups[arn])
            known = self._judged(world.join(rules))
            if arn in self._fixed:
                self._of[arn] = known
        return known

    def _judged(self, powers: Powers) -> tuple[Bounds, int]:
        if powers not in self._by_powers:
            self._by_powers[powers] = self._worked_out(powers)
        return self._by_powers[powers]

    def _worked_out(self, powers: Powers) -> tuple[Bounds, int]:
        ways = (each.actions for each in known_by()[How.POLICY_OF_USER] if len(each.actions) == 1)
        writing = self._world.vocabulary.set_of(tuple(action for actions in ways for action in actions))
        return self._world.lexicon.levels.promising(powers), powers.certain_everywhere & writing
