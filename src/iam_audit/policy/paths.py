"""The ways to more power that one person has, as they are reported: the strongest first, and not too many."""

from collections.abc import Iterable, Iterator, Sequence

from iam_audit.model import Bounds, CredentialContext, EscalationPath, Tier
from iam_audit.policy.abilities import Way
from iam_audit.policy.closure import BY_KEY
from iam_audit.policy.escalations import Escalation
from iam_audit.policy.standing import Standing
from iam_audit.policy.targets import Targets

TARGETS_SHOWN = 3
PATHS_SHOWN = 25


class Ladder:
    """Everybody by how much they can do, to find the strongest of many targets."""

    def __init__(self, standings: Iterable[Standing]) -> None:
        self._by_key: dict[Tier, int] = dict.fromkeys(Tier, 0)
        self._by_password: dict[Tier, int] = dict.fromkeys(Tier, 0)
        self._surely_by_key: dict[Tier, int] = dict.fromkeys(Tier, 0)
        self._surely_by_password: dict[Tier, int] = dict.fromkeys(Tier, 0)
        for each in standings:
            if each.case.context in BY_KEY:
                self._by_key[each.upper] |= each.case.bit
                self._surely_by_key[each.lower] |= each.case.bit
            elif each.case.context is CredentialContext.PASSWORD:
                self._by_password[each.upper] |= each.case.bit
                self._surely_by_password[each.lower] |= each.case.bit

    def strongest(self, found: int, above: Tier, *, by_password: bool) -> tuple[Tier, int] | None:
        """Return the highest tier among some targets that is above a tier, and those who have it."""
        rungs = self._by_password if by_password else self._by_key
        for tier in (Tier.ADMIN, Tier.ESCALATES, Tier.UNKNOWN, Tier.DATA, Tier.WRITE, Tier.READ, Tier.NONE):
            if tier.rank > above.rank and found & rungs[tier]:
                return tier, found & rungs[tier]
        return None

    def bounds(self, target: int, upper: Tier, *, by_password: bool) -> Bounds:
        """Return what one target can do, at least and at most."""
        rungs = self._surely_by_password if by_password else self._surely_by_key
        sure = (tier for tier in rungs if target & rungs[tier])
        return Bounds(lower=max(sure, key=lambda tier: tier.rank, default=Tier.NONE), upper=upper)


def paths(standings: Sequence[Standing], ladder: Ladder, targets: Targets) -> tuple[EscalationPath, ...]:
    """Return the ways of one person, those of all contexts together."""
    merged: dict[tuple[str, str | None], EscalationPath] = {}
    for standing in standings:
        for each in _of(standing, ladder, targets):
            known = merged.get((each.id, each.target))
            merged[each.id, each.target] = _merge(known, each) if known else each
    going = {each.id for each in merged.values()}
    ways = sorted(merged.values(), key=_order)[:PATHS_SHOWN]
    return (*ways, *_beyond(standings, going, PATHS_SHOWN - len(ways)))


def _of(standing: Standing, ladder: Ladder, targets: Targets) -> Iterator[EscalationPath]:
    context, base = standing.case.context, standing.case.base.upper
    for each in standing.gains:
        if each.upper.rank > base.rank:
            gained, certain = _promise(each.gains, certain=each.certain)
            yield _path(each.escalation, each.target, gained, context, certain=certain)
    if standing.upper is base:
        return  # Whoever is in reach of somebody stronger has been raised.
    for way in standing.keys:
        yield from _taking(way, standing, ladder, targets, by_password=False)
    for way in standing.passwords:
        yield from _taking(way, standing, ladder, targets, by_password=True)


def _beyond(standings: Sequence[Standing], going: set[str], room: int) -> Iterator[EscalationPath]:
    """Yield the ways that hang on what was not read, which say nothing of the tier."""
    found: dict[str, tuple[Escalation, list[CredentialContext]]] = {}
    for standing in standings:
        abilities = standing.case.abilities
        looked_for = abilities.any and standing.case.base.lower is not Tier.ADMIN
        for each in (*abilities.beyond, *abilities.center) if looked_for else ():
            found.setdefault(each.id, (each, []))[1].append(standing.case.context)
    for name in sorted(found.keys() - going)[:room]:
        yield _path(found[name][0], None, None, *found[name][1], decides=False)


def _taking(
    way: Way, standing: Standing, ladder: Ladder, targets: Targets, *, by_password: bool
) -> Iterator[EscalationPath]:
    found = ladder.strongest(way.targets.possible, standing.case.base.upper, by_password=by_password)
    if found is None:
        return
    tier, who = found
    for arn in targets.named(who, TARGETS_SHOWN):
        bit = targets.bits((arn,))
        bounds = ladder.bounds(bit, tier, by_password=by_password)
        gained, certain = _promise(bounds, certain=bool(way.targets.certain & bit))
        yield _path(way.escalation, arn, gained, standing.case.context, certain=certain)


def _promise(gains: Bounds, *, certain: bool) -> tuple[Tier, bool]:
    """Return what a way leads to, and whether that is certain: an open way to what is only possible is not."""
    sure = certain and (gains.lower is gains.upper or gains.lower.at_least(Tier.ESCALATES))
    return (gains.lower if sure else gains.upper), sure


def _path(
    escalation: Escalation,
    target: str | None,
    gains: Tier | None,
    *contexts: CredentialContext,
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


def _merge(one: EscalationPath, other: EscalationPath) -> EscalationPath:
    return EscalationPath(
        id=one.id,
        title=one.title,
        actions=one.actions,
        target=one.target,
        gains=max(
            (each for each in (one.gains, other.gains) if each), key=lambda tier: tier.rank, default=None
        ),
        certain=one.certain or other.certain,
        decides=one.decides,
        contexts=(*one.contexts, *(each for each in other.contexts if each not in one.contexts)),
    )


def _order(path: EscalationPath) -> tuple[bool, bool, int, str, str]:
    rank = path.gains.rank if path.gains else 0
    return (not path.decides, not path.certain, -rank, path.id, path.target or "")
