"""The ways to more power that one person has, as they are reported: the strongest first, and not too many."""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from iam_audit.model import Bounds, CredentialContext, EscalationPath, Tier
from iam_audit.policy.closure import BY_KEY
from iam_audit.policy.escalations import Escalation
from iam_audit.policy.reach import Reach, Way
from iam_audit.policy.standing import Standing
from iam_audit.policy.targets import Targets
from iam_audit.policy.tiers import higher

DOWNWARDS = (Tier.ADMIN, Tier.ESCALATES, Tier.UNKNOWN, Tier.DATA, Tier.WRITE, Tier.READ, Tier.NONE)
End = tuple[str | None, Tier, bool]
"""Somebody whom a way leads to, what that promises, and whether it is certain."""
TARGETS_SHOWN = 3
PATHS_SHOWN = 25


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
        self._paths: dict[Hashable, EscalationPath] = {}
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

    def ends(self, targets: Reach, bit: int, above: Tier, *, by_password: bool) -> tuple[End, ...]:
        """Return where somebody gets who can act as some others: to the first few of the strongest of them."""
        key = (id(targets), above, by_password)
        known = self._ends.get(key)
        if known is None:
            # The targets are kept, so that nothing else takes over their identity.
            ending = self._ending(targets, targets.possible, above, by_password=by_password)
            known = self._ends[key] = (targets, *ending)
        _, who, found = known
        if not who & bit:
            return found
        return self._ending(targets, targets.possible & ~bit, above, by_password=by_password)[1]

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
            ends.append((arn, *_promise(bounds, certain=bool(targets.certain & bit))))
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

    def path(
        self,
        escalation: Escalation,
        target: str | None,
        gains: Tier | None,
        contexts: tuple[CredentialContext, ...],
        *,
        certain: bool = False,
        decides: bool = True,
    ) -> EscalationPath:
        """Return a way as it is reported; many people have the same one."""
        key = (escalation.id, target, gains, contexts, certain, decides)
        known = self._paths.get(key)
        if known is None:
            known = self._paths[key] = EscalationPath(
                id=escalation.id,
                title=escalation.title,
                actions=escalation.actions,
                target=target,
                gains=gains,
                certain=certain,
                decides=decides,
                contexts=contexts,
            )
        return known


Contexts = tuple[CredentialContext, ...]


@dataclass(slots=True)
class _Draft:
    """A way as it is put together from those of several contexts; most are never shown."""

    escalation: Escalation
    target: str | None
    gains: Tier
    certain: bool
    contexts: Contexts

    def add(self, gains: Tier, contexts: Contexts, *, certain: bool) -> None:
        """Take in the same way with another credential, or to more."""
        if gains is not self.gains:
            self.gains = higher(self.gains, gains)
        self.certain = self.certain or certain
        if contexts is not self.contexts:
            self.contexts = _together(self.contexts, contexts)

    @property
    def order(self) -> tuple[bool, int, str, str]:
        """Sort key: the surest and strongest first."""
        return (not self.certain, -self.gains.rank, self.escalation.id, self.target or "")


@lru_cache(maxsize=64)
def _together(some: Contexts, more: Contexts) -> Contexts:
    return tuple(each for each in CredentialContext if each in some or each in more)


_Drafts = dict[tuple[str, str | None], _Draft]


def paths(standings: Sequence[Standing], ladder: Ladder) -> tuple[EscalationPath, ...]:
    """Return the ways of one person, those of all contexts together."""
    merged: _Drafts = {}
    apart = _apart(standings)
    for standing, contexts in apart:
        _gather_gains(merged, standing, contexts)
    bit = standings[0].case.bit
    for (way, above, by_password), contexts in _ways_to_others(apart):
        for end in ladder.ends(way.targets, bit, above, by_password=by_password):
            _put(merged, contexts, way.escalation, end)
    going = {name for name, _ in merged}
    shown = sorted(merged.values(), key=lambda each: each.order)[:PATHS_SHOWN]
    ways = (
        ladder.path(each.escalation, each.target, each.gains, each.contexts, certain=each.certain)
        for each in shown
    )
    return (*ways, *_beyond(standings, going, PATHS_SHOWN - len(shown), ladder))


def _apart(standings: Sequence[Standing]) -> Sequence[tuple[Standing, Contexts]]:
    """Return the standings that differ, each with all of its contexts."""
    if len(standings) == 1:
        return ((standings[0], (standings[0].case.context,)),)
    found: dict[object, list[Standing]] = {}
    for each in standings:
        key = (id(each.gains), id(each.keys), id(each.passwords), each.case.base, each.upper)
        found.setdefault(key, []).append(each)
    return [(some[0], tuple(each.case.context for each in some)) for some in found.values()]


def _gather_gains(merged: _Drafts, standing: Standing, contexts: Contexts) -> None:
    base = standing.case.base.upper
    for gain in standing.gains:
        if gain.upper.rank > base.rank:
            promise = _promise(gain.gains, certain=gain.certain)
            _put(merged, contexts, gain.escalation, (gain.target, *promise))


def _ways_to_others(
    apart: Sequence[tuple[Standing, Contexts]],
) -> Iterable[tuple[tuple[Way, Tier, bool], Contexts]]:
    """Return the ways to act as others, those of several standings together: most people have the same in all."""
    found: dict[tuple[int, int, Tier, bool], tuple[tuple[Way, Tier, bool], Contexts]] = {}
    for standing, contexts in apart:
        base = standing.case.base.upper
        if standing.upper is base:
            continue  # Whoever is in reach of somebody stronger has been raised.
        for by_password, ways in ((False, standing.keys), (True, standing.passwords)):
            for way in ways:
                key = (id(way.escalation), id(way.targets), base, by_password)
                known = found.get(key)
                together = _together(known[1], contexts) if known else contexts
                found[key] = ((way, base, by_password), together)
    return found.values()


def _put(merged: _Drafts, contexts: Contexts, escalation: Escalation, end: End) -> None:
    target, gains, certain = end
    key = (escalation.id, target)
    known = merged.get(key)
    if known is None:
        merged[key] = _Draft(escalation, target, gains, certain, contexts)
    else:
        known.add(gains, contexts, certain=certain)


def _beyond(
    standings: Sequence[Standing], going: set[str], room: int, ladder: Ladder
) -> Iterator[EscalationPath]:
    """Yield the ways that hang on what was not read, which say nothing of the tier."""
    found: dict[str, tuple[Escalation, list[CredentialContext]]] = {}
    for standing in standings if room else ():
        abilities = standing.case.abilities
        looked_for = standing.case.base.lower is not Tier.ADMIN
        for each in (*abilities.beyond, *abilities.center) if looked_for else ():
            found.setdefault(each.id, (each, []))[1].append(standing.case.context)
    for name in sorted(found.keys() - going)[:room]:
        escalation, contexts = found[name]
        yield ladder.path(escalation, None, None, tuple(contexts), decides=False)


def _promise(gains: Bounds, *, certain: bool) -> tuple[Tier, bool]:
    """Return what a way leads to, and whether that is certain: an open way to what is only possible is not."""
    sure = certain and (gains.lower is gains.upper or gains.lower.at_least(Tier.ESCALATES))
    return (gains.lower if sure else gains.upper), sure
