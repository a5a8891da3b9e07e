"""The ways to more power that one person has, as they are reported: the strongest first, and not too many."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from iam_audit.model import Bounds, CredentialContext, EscalationPath, Tier
from iam_audit.policy.abilities import Abilities
from iam_audit.policy.closure import BY_KEY
from iam_audit.policy.escalations import Escalation
from iam_audit.policy.reach import Reach, Way
from iam_audit.policy.standing import Standing
from iam_audit.policy.targets import Targets
from iam_audit.policy.tiers import higher

DOWNWARDS = (Tier.ADMIN, Tier.ESCALATES, Tier.UNKNOWN, Tier.DATA, Tier.WRITE, Tier.READ, Tier.NONE)
Contexts = tuple[CredentialContext, ...]
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
        self._leading: dict[tuple[str, int, Contexts], tuple[tuple[End, ...], tuple[Shown, ...]]] = {}
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

    def leading(self, way: Way, ends: tuple[End, ...], contexts: Contexts) -> tuple["Shown", ...]:
        """Return a way to some ends, as it is reported; most people share the ends as well."""
        key = (way.escalation.id, id(ends), contexts)
        known = self._leading.get(key)
        if known is None:
            shown = tuple([self.shown(way.escalation, end, contexts) for end in ends])
            known = self._leading[key] = (ends, shown)
        return known[1]

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
        return self.shown(one.escalation, end, _together(mine.contexts, yours.contexts))


class Shown(NamedTuple):
    """A way as it is reported."""

    order: tuple[bool, int, str, str]
    """Sorts the surest and strongest first."""
    key: tuple[str, str | None]
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
def _together(some: Contexts, more: Contexts) -> Contexts:
    return tuple(each for each in CredentialContext if each in some or each in more)


_Merged = dict[tuple[str, str | None], Shown]


def paths(standings: Sequence[Standing], ladder: Ladder) -> tuple[EscalationPath, ...]:
    """Return the ways of one person, those of all contexts together."""
    merged: _Merged = {}
    apart = _apart(standings)
    for standing, contexts in apart:
        _gather_gains(merged, standing, contexts, ladder)
    bit = standings[0].case.bit
    for (way, above, by_password), contexts in _ways_to_others(apart):
        ends = ladder.ends(way.targets, bit, above, by_password=by_password)
        for shown in ladder.leading(way, ends, contexts):
            _put(merged, shown, ladder)
    ways = [each.path for each in sorted(merged.values())[:PATHS_SHOWN]]
    going = {name for name, _ in merged}
    return (*ways, *_beyond(standings, going, PATHS_SHOWN - len(ways), ladder))


def _apart(standings: Sequence[Standing]) -> Sequence[tuple[Standing, Contexts]]:
    """Return the standings that differ, each with all of its contexts."""
    if len(standings) == 1:
        return ((standings[0], (standings[0].case.context,)),)
    found: dict[object, list[Standing]] = {}
    for each in standings:
        key = (id(each.gains), id(each.keys), id(each.passwords), each.case.base, each.upper)
        found.setdefault(key, []).append(each)
    return [(some[0], tuple(each.case.context for each in some)) for some in found.values()]


def _gather_gains(merged: _Merged, standing: Standing, contexts: Contexts, ladder: Ladder) -> None:
    rank = standing.case.base.upper.rank
    for gain in standing.gains:
        if gain.upper.rank > rank:
            promise = _promise(gain.gains, certain=gain.certain)
            _put(merged, ladder.shown(gain.escalation, (gain.target, *promise), contexts), ladder)


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


def _put(merged: _Merged, shown: Shown, ladder: Ladder) -> None:
    known = merged.get(shown.key)
    merged[shown.key] = shown if known is None or known is shown else ladder.together(known, shown)


def _beyond(
    standings: Sequence[Standing], going: set[str], room: int, ladder: Ladder
) -> Iterator[EscalationPath]:
    """Yield the ways that hang on what was not read, which say nothing of the tier."""
    found: dict[str, tuple[Escalation, Contexts]] = {}
    for abilities, contexts in _abilities_apart(standings) if room else ():
        for each in (*abilities.beyond, *abilities.center):
            known = found.get(each.id)
            found[each.id] = (each, _together(known[1], contexts) if known else contexts)
    for name in sorted(found.keys() - going)[:room]:
        yield ladder.beyond(*found[name])


def _abilities_apart(standings: Sequence[Standing]) -> Iterable[tuple[Abilities, Contexts]]:
    """Return the abilities that differ, each with its contexts; not of those who can do everything anyway."""
    found: dict[int, tuple[Abilities, Contexts]] = {}
    for each in standings:
        if each.case.base.lower is not Tier.ADMIN:
            abilities = each.case.abilities
            _, known = found.get(id(abilities), (abilities, ()))
            found[id(abilities)] = (abilities, (*known, each.case.context))
    return found.values()


def _promise(gains: Bounds, *, certain: bool) -> tuple[Tier, bool]:
    """Return what a way leads to, and whether that is certain: an open way to what is only possible is not."""
    sure = certain and (gains.lower is gains.upper or gains.lower.at_least(Tier.ESCALATES))
    return (gains.lower if sure else gains.upper), sure
