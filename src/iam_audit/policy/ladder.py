"""Everybody by how much they can do, and the ways that lead to them, as they are reported."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from iam_audit.model import Bounds, CredentialContext, EscalationPath, Tier
from iam_audit.policy.closure import BY_KEY
from iam_audit.policy.escalations import Escalation
from iam_audit.policy.reach import Reach, Way
from iam_audit.policy.standing import Standing
from iam_audit.policy.targets import Targets
from iam_audit.policy.tiers import higher

DOWNWARDS = (Tier.ADMIN, Tier.ESCALATES, Tier.UNKNOWN, Tier.DATA, Tier.WRITE, Tier.READ, Tier.NONE)
Contexts = tuple[CredentialContext, ...]
Key = tuple[str, str | None]
"""A way, and whom it leads to."""
End = tuple[str | None, Tier, bool]
"""Somebody whom a way leads to, what that promises, and whether it is certain."""
TARGETS_SHOWN = 3


class Ladder:
    """Everybody by how much they can do, to find the strongest of many targets."""

    def __init__(self, standings: Iterable[Standing], targets: Targets) -> None:
        self._targets = targets
        self._ends: dict[tuple[int, Tier, bool], tuple[Reach, int, tuple[End, ...]]] = {}
        self._by_key: dict[Tier, int] = dict.fromkeys(Tier, 0)
        self._by_password: dict[Tier, int] = dict.fromkeys(Tier, 0)
        self._surely_by_key: dict[Tier, int] = dict.fromkeys(Tier, 0)
        self._surely_by_password: dict[Tier, int] = dict.fromkeys(Tier, 0)
        self._known: dict[tuple[int, Tier, bool], Bounds] = {}
        self._leading: dict[tuple[str, int, Tier, bool, Contexts], tuple[int, dict[Key, Shown]]] = {}
        self._shown: dict[tuple[str, End, Contexts], Shown] = {}
        self._beyond: dict[tuple[str, Contexts], EscalationPath] = {}
        for each in standings:
            if each.case.context in BY_KEY:
                self._by_key[each.upper] |= each.case.bit
                self._surely_by_key[each.lower] |= each.case.bit
            elif each.case.context is CredentialContext.PASSWORD:
                self._by_password[each.upper] |= each.case.bit
                self._surely_by_password[each.lower] |= each.case.bit
        self._rungs = {
            by_password: tuple((tier, rungs[tier]) for tier in DOWNWARDS if rungs[tier])
            for by_password, rungs in ((False, self._by_key), (True, self._by_password))
        }

    def leading(
        self, way: Way, bit: int, above: Tier, contexts: Contexts, *, by_password: bool
    ) -> Mapping[Key, "Shown"]:
        """Return where somebody gets on a way to act as some others: to the first few of the strongest of them."""
        key = (way.escalation.id, id(way.targets), above, by_password, contexts)
        known = self._leading.get(key)
        if known is None:
            who, ends = self._ends_of(way.targets, above, by_password=by_password)
            known = self._leading[key] = (who, self._all_shown(way.escalation, ends, contexts))
        who, shown = known
        if not who & bit:
            return shown
        _, ends = self._ending(way.targets, way.targets.possible & ~bit, above, by_password=by_password)
        return self._all_shown(way.escalation, ends, contexts)

    def _all_shown(self, way: Escalation, ends: tuple[End, ...], contexts: Contexts) -> dict[Key, "Shown"]:
        return {shown.key: shown for shown in (self.shown(way, end, contexts) for end in ends)}

    def _ends_of(self, targets: Reach, above: Tier, *, by_password: bool) -> tuple[int, tuple[End, ...]]:
        key = (id(targets), above, by_password)
        known = self._ends.get(key)
        if known is None:
            # The targets are kept, so that nothing else takes over their identity.
            ending = self._ending(targets, targets.possible, above, by_password=by_password)
            known = self._ends[key] = (targets, *ending)
        return known[1:]

    def _ending(
        self, targets: Reach, among: int, above: Tier, *, by_password: bool
    ) -> tuple[int, tuple[End, ...]]:
        """Return the strongest among some targets, and the first few of them with what they promise."""
        strongest = self._strongest(among, above, by_password=by_password)
        if strongest is None:
            return 0, ()
        tier, who = strongest
        ends = []
        for arn in self._targets.named(who, TARGETS_SHOWN):
            bit = self._targets.bit(arn)
            bounds = self.bounds(bit, tier, by_password=by_password)
            ends.append((arn, *promise(bounds, certain=bool(targets.certain & bit))))
        return who, tuple(ends)

    def _strongest(self, found: int, above: Tier, *, by_password: bool) -> tuple[Tier, int] | None:
        """Return the highest tier among some targets that is above a tier, and those who have it."""
        rank = above.rank
        for tier, who in self._rungs[by_password]:
            if tier.rank > rank and found & who:
                return tier, found & who
        return None

    def bounds(self, target: int, upper: Tier, *, by_password: bool) -> Bounds:
        """Return what one target can do, at least and at most."""
        key = (target, upper, by_password)
        known = self._known.get(key)
        if known is None:
            rungs = self._surely_by_password if by_password else self._surely_by_key
            sure = (tier for tier in rungs if target & rungs[tier])
            lower = max(sure, key=lambda tier: tier.rank, default=Tier.NONE)
            known = self._known[key] = Bounds(lower=lower, upper=upper)
        return known

    def shown(self, escalation: Escalation, end: End, contexts: Contexts) -> "Shown":
        """Return a way as it is reported, with its place among others; many people have the same one."""
        key = (escalation.id, end, contexts)
        known = self._shown.get(key)
        if known is None:
            target, gains, certain = end
            path = _path(escalation, contexts, target=target, gains=gains, certain=certain)
            order = (not certain, -gains.rank, escalation.id, target or "")
            known = self._shown[key] = Shown(order, (path.id, target), path, escalation)
        return known

    def beyond(self, escalation: Escalation, contexts: Contexts) -> EscalationPath:
        """Return a way that hangs on what was not read, as it is reported."""
        key = (escalation.id, contexts)
        if key not in self._beyond:
            self._beyond[key] = _path(escalation, contexts, decides=False)
        return self._beyond[key]

    def together(self, one: "Shown", other: "Shown") -> "Shown":
        """Return a way that somebody can go with several credentials, or to different ends."""
        mine, yours = one.path, other.path
        gains = higher(mine.gains or Tier.NONE, yours.gains or Tier.NONE)
        end = (mine.target, gains, mine.certain or yours.certain)
        return self.shown(one.escalation, end, together(mine.contexts, yours.contexts))


class Shown(NamedTuple):
    """A way as it is reported."""

    order: tuple[bool, int, str, str]
    """Sorts the surest and strongest first."""
    key: Key
    path: EscalationPath
    escalation: Escalation


def _path(
    escalation: Escalation,
    contexts: Contexts,
    *,
    target: str | None = None,
    gains: Tier | None = None,
    certain: bool = False,
    decides: bool = True,
) -> EscalationPath:
    return EscalationPath(
        id=escalation.id,
        title=escalation.title,
        actions=escalation.actions,
        target=target,
        gains=gains,
        certain=certain,
        decides=decides,
        contexts=contexts,
    )


@lru_cache(maxsize=64)
def together(some: Contexts, more: Contexts) -> Contexts:
    """Return the credentials in one or the other, in their order."""
    return tuple(each for each in CredentialContext if each in some or each in more)


def promise(gains: Bounds, *, certain: bool) -> tuple[Tier, bool]:
    """Return what a way leads to, and whether that is certain: an open way to what is only possible is not."""
    sure = certain and (gains.lower is gains.upper or gains.lower.at_least(Tier.ESCALATES))
    return (gains.lower if sure else gains.upper), sure
