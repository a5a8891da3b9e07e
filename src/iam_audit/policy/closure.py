"""Carries power backwards: whoever can act as somebody can do what they can do, step by step.

What is reached by another's credentials or role counts as a way to more, however much it is: it takes a step that
can be seen and stopped, which what somebody holds themselves does not.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from iam_audit.model import CredentialContext, Tier
from iam_audit.policy.reach import Reach
from iam_audit.policy.standing import Standing

STEPS = (Tier.ESCALATES, Tier.UNKNOWN, Tier.DATA, Tier.WRITE, Tier.READ)
"""The highest first, so that nobody is raised twice."""
_Height = tuple[Tier, Tier, CredentialContext]
_Heights = defaultdict[_Height, int]
"""Who stands how high at most and at least, with which credential."""
BY_KEY = (CredentialContext.ACCESS_KEY, CredentialContext.ROLE_SESSION)


def close(standings: Sequence[Standing]) -> None:
    """Raise the bounds of everybody who can act as somebody stronger."""
    moving = [each for each in standings if each.keys or each.passwords]
    for each in moving:
        if each.upper is Tier.NONE and (each.reach_by_key.possible | each.reach_by_password.possible):
            each.upper = Tier.READ
    if moving:
        heights = _heights(standings)
        for step in STEPS:
            _raise(step, heights, moving)


def _heights(standings: Iterable[Standing]) -> _Heights:
    """Return who stands how high with which credential."""
    found: _Heights = defaultdict(int)
    for each in standings:
        found[each.upper, each.lower, each.case.context] |= each.case.bit
    return found


def _raise(step: Tier, heights: _Heights, moving: list[Standing]) -> None:
    strong = _Strong(step, heights)
    waiting = [each for each in moving if _below(each.upper, step) or _below(each.lower, step)]
    changed = True
    while changed:
        changed = False
        for each in waiting:
            if _below(each.upper, step) and strong.possibly_reached_by(each):
                each.upper = step
                strong.add(each, heights)
                changed = True
            if step is not Tier.UNKNOWN and _below(each.lower, step) and strong.surely_reached_by(each):
                each.lower = step
                strong.add(each, heights)
                changed = True


def _below(tier: Tier, step: Tier) -> bool:
    """Whether reaching `step` says more: nobody knows whether the unknown is more than a way to more."""
    if step is Tier.UNKNOWN:
        return tier.rank < Tier.ESCALATES.rank
    return tier.rank < step.rank


class _Strong:
    """Those who stand at a step or above, by the credential with which they do."""

    def __init__(self, step: Tier, heights: _Heights) -> None:
        self._step = step
        self._keys = self._passwords = Reach()
        for height, bits in heights.items():
            self._take(height, bits)

    def add(self, standing: Standing, heights: _Heights) -> None:
        """Take in somebody who was raised, here and for the steps to come."""
        height = (standing.upper, standing.lower, standing.case.context)
        heights[height] |= standing.case.bit
        self._take(height, standing.case.bit)

    def _take(self, height: _Height, bits: int) -> None:
        upper, lower, context = height
        reach = Reach(bits if self._reaches(upper) else 0, bits if self._reaches(lower) else 0)
        if context in BY_KEY:
            self._keys |= reach
        elif context is CredentialContext.PASSWORD:
            self._passwords |= reach

    def possibly_reached_by(self, standing: Standing) -> bool:
        """Whether somebody may be able to act as one of them."""
        by_key = standing.reach_by_key.possible & self._keys.possible
        by_password = standing.reach_by_password.possible & self._passwords.possible
        return bool((by_key | by_password) & ~standing.case.bit)

    def surely_reached_by(self, standing: Standing) -> bool:
        """Whether somebody can act as one of them who surely stands that high."""
        by_key = standing.reach_by_key.certain & self._keys.certain
        by_password = standing.reach_by_password.certain & self._passwords.certain
        return bool((by_key | by_password) & ~standing.case.bit)

    def _reaches(self, tier: Tier) -> bool:
        if self._step is Tier.UNKNOWN or tier is Tier.UNKNOWN:
            return tier is self._step
        return tier.rank >= self._step.rank
