"""The ways to more power that one person has, as they are reported: the strongest first, and not too many."""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from iam_audit.model import Bounds, CredentialContext, EscalationPath, Tier
from iam_audit.policy.abilities import Way
from iam_audit.policy.closure import BY_KEY
from iam_audit.policy.escalations import Escalation
from iam_audit.policy.standing import Standing
from iam_audit.policy.targets import Targets
from iam_audit.policy.tiers import higher

TARGETS_SHOWN = 3
PATHS_SHOWN = 25


class Ladder:
    """Everybody by how much they can do, to find the strongest of many targets."""

    def __init__(self, standings: Iterable[Standing]) -> None:
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

    def strongest(self, found: int, above: Tier, *, by_password: bool) -> tuple[Tier, int] | None:
        """Return the highest tier among some targets that is above a tier, and those who have it."""
        rungs = self._by_password if by_password else self._by_key
        for tier in (Tier.ADMIN, Tier.ESCALATES, Tier.UNKNOWN, Tier.DATA, Tier.WRITE, Tier.READ, Tier.NONE):
            if tier.rank > above.rank and found & rungs[tier]:
                return tier, found & rungs[tier]
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


@dataclass
class _Draft:
    """A way as it is put together from those of several contexts; most are never shown."""

    escalation: Escalation
    target: str | None
    gains: Tier
    certain: bool
    contexts: tuple[CredentialContext, ...]

    def add(self, gains: Tier, context: CredentialContext, *, certain: bool) -> None:
        """Take in the same way with another credential, or to more."""
        self.gains = higher(self.gains, gains)
        self.certain = self.certain or certain
        if context not in self.contexts:
            self.contexts = (*self.contexts, context)

    @property
    def order(self) -> tuple[bool, int, str, str]:
        """Sort key: the surest and strongest first."""
        return (not self.certain, -self.gains.rank, self.escalation.id, self.target or "")


_Drafts = dict[tuple[str, str | None], _Draft]


def paths(standings: Sequence[Standing], ladder: Ladder, targets: Targets) -> tuple[EscalationPath, ...]:
    """Return the ways of one person, those of all contexts together."""
    merged: _Drafts = {}
    for standing in standings:
        _gather(merged, standing, ladder, targets)
    going = {name for name, _ in merged}
    shown = sorted(merged.values(), key=lambda each: each.order)[:PATHS_SHOWN]
    ways = (
        ladder.path(each.escalation, each.target, each.gains, each.contexts, certain=each.certain)
        for each in shown
    )
    return (*ways, *_beyond(standings, going, PATHS_SHOWN - len(shown), ladder))


def _gather(merged: _Drafts, standing: Standing, ladder: Ladder, targets: Targets) -> None:
    base = standing.case.base.upper
    for each in standing.gains:
        if each.upper.rank > base.rank:
            _put(merged, standing, each.escalation, each.target, _promise(each.gains, certain=each.certain))
    if standing.upper is base:
        return  # Whoever is in reach of somebody stronger has been raised.
    for way in standing.keys:
        _take(merged, way, standing, ladder, targets, by_password=False)
    for way in standing.passwords:
        _take(merged, way, standing, ladder, targets, by_password=True)


def _put(
    merged: _Drafts,
    standing: Standing,
    escalation: Escalation,
    target: str | None,
    promise: tuple[Tier, bool],
) -> None:
    gains, certain = promise
    known = merged.get((escalation.id, target))
    if known is None:
        contexts = (standing.case.context,)
        merged[escalation.id, target] = _Draft(escalation, target, gains, certain, contexts)
    else:
        known.add(gains, standing.case.context, certain=certain)


def _beyond(
    standings: Sequence[Standing], going: set[str], room: int, ladder: Ladder
) -> Iterator[EscalationPath]:
    """Yield the ways that hang on what was not read, which say nothing of the tier."""
    found: dict[str, tuple[Escalation, list[CredentialContext]]] = {}
    for standing in standings if room else ():
        abilities = standing.case.abilities
        looked_for = abilities.any and standing.case.base.lower is not Tier.ADMIN
        for each in (*abilities.beyond, *abilities.center) if looked_for else ():
            found.setdefault(each.id, (each, []))[1].append(standing.case.context)
    for name in sorted(found.keys() - going)[:room]:
        escalation, contexts = found[name]
        yield ladder.path(escalation, None, None, tuple(contexts), decides=False)


def _take(
    merged: _Drafts, way: Way, standing: Standing, ladder: Ladder, targets: Targets, *, by_password: bool
) -> None:
    others = way.targets.possible & ~standing.case.bit
    found = ladder.strongest(others, standing.case.base.upper, by_password=by_password)
    if found is None:
        return
    tier, who = found
    for arn in targets.named(who, TARGETS_SHOWN):
        bit = targets.bit(arn)
        bounds = ladder.bounds(bit, tier, by_password=by_password)
        promise = _promise(bounds, certain=bool(way.targets.certain & bit))
        _put(merged, standing, way.escalation, arn, promise)


def _promise(gains: Bounds, *, certain: bool) -> tuple[Tier, bool]:
    """Return what a way leads to, and whether that is certain: an open way to what is only possible is not."""
    sure = certain and (gains.lower is gains.upper or gains.lower.at_least(Tier.ESCALATES))
    return (gains.lower if sure else gains.upper), sure
