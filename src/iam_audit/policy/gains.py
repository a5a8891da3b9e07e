"""The ways that somebody can go alone: by rewriting what they hold, or by making somebody they hold."""

from collections.abc import Iterator

from iam_audit.errors import PolicyError
from iam_audit.model import Bounds, Tier, User
from iam_audit.policy.abilities import Way
from iam_audit.policy.document import parse_policy
from iam_audit.policy.escalations import pair
from iam_audit.policy.holdings import Unread
from iam_audit.policy.people import Document
from iam_audit.policy.standing import Case, Gain
from iam_audit.policy.tiers import lesser
from iam_audit.policy.world import World

EVERYTHING = Bounds(lower=Tier.ADMIN, upper=Tier.ADMIN)
A_WAY = Bounds(lower=Tier.ESCALATES, upper=Tier.ESCALATES)


def gains(case: Case, world: World, taking: tuple[Way, ...]) -> Iterator[Gain]:
    """Yield what somebody can give themselves; `taking` are the ways in which they can act as others."""
    alone = (*_rewritten(case, world), *_made(case))
    yield from alone
    if any(each.certain and each.gains.lower is Tier.ADMIN for each in alone):
        return
    if case.person.boundary is not None:
        yield from _unbound(case, world)
    if isinstance(case.person.who, User):
        yield from _joined(case, world)
    yield from _reverted(case, world)
    if case.person.who.account_id in world.managing:
        yield from (Gain(each, None, A_WAY, certain=False) for each in case.abilities.center)
    for way in taking:
        yield from _paired(case, world, way)


def _rewritten(case: Case, world: World) -> Iterator[Gain]:
    for way in case.abilities.strengthen:
        if way.targets.possible & case.bit:
            certain = bool(way.targets.certain & case.bit)
            yield Gain(way.escalation, case.person.who.arn, _at_most(case, world), certain)


def _at_most(case: Case, world: World) -> Bounds:
    """Return what somebody has who can write their own policies: all that their boundary leaves."""
    boundary = case.person.boundary
    if not isinstance(boundary, tuple) or any(way.targets.certain & case.bit for way in case.abilities.lift):
        return EVERYTHING
    rules = world.rules(case.person.who, case.context, case.facts, (boundary,))
    bounds = world.levels.bounds(world.join(rules))
    return EVERYTHING if bounds.lower is Tier.ADMIN else _no_more_than_a_way(bounds)


def _unbound(case: Case, world: World) -> Iterator[Gain]:
    known = not isinstance(case.person.boundary, Unread)
    for way in case.abilities.lift:
        if way.targets.possible & case.bit:
            certain = known and bool(way.targets.certain & case.bit)
            yield Gain(
                way.escalation, case.person.who.arn, _promised(case, world, case.person.documents), certain
            )


def _joined(case: Case, world: World) -> Iterator[Gain]:
    for way in case.abilities.join:
        for arn in world.targets.named(way.targets.possible):
            documents = world.groups.get(arn)
            if documents is None or arn in case.person.groups:
                continue
            place = world.targets.bits((arn,))
            sure = bool(way.targets.certain & place) and case.person.boundary is None
            yield Gain(way.escalation, arn, _promised(case, world, documents), sure)
            rewrite = case.abilities.rewrite_groups & place
            if rewrite.possible:
                yield Gain(way.escalation, arn, _at_most(case, world), sure and bool(rewrite.certain))


def _reverted(case: Case, world: World) -> Iterator[Gain]:
    for way in case.abilities.revert:
        for arn in case.person.policies:
            place = world.targets.bits((arn,))
            if way.targets.possible & place:
                sure = bool(way.targets.certain & place) and case.person.boundary is None
                for document in _other_versions(arn, world):
                    yield Gain(way.escalation, arn, _promised(case, world, (document,)), sure)


def _made(case: Case) -> Iterator[Gain]:
    who = case.person.who
    for each, certain in case.abilities.creating(who.account_id, who.arn.split(":")[1]):
        yield Gain(each, None, EVERYTHING, certain)


def _paired(case: Case, world: World, taking: Way) -> Iterator[Gain]:
    """Somebody else who can be given every permission and then taken over."""
    for giving in case.abilities.strengthen:
        both = giving.targets.within(taking.targets) & ~case.bit
        certain = both.certain & ~world.bounded
        if both.possible:
            target = world.targets.named(certain or both.possible)[0]
            yield Gain(pair(giving.escalation, taking.escalation), target, A_WAY, bool(certain))
            return


def _promised(case: Case, world: World, documents: tuple[Document, ...]) -> Bounds:
    rules = world.rules(case.person.who, case.context, case.facts, documents)
    return _no_more_than_a_way(world.levels.promising(world.join(rules)))


def _no_more_than_a_way(bounds: Bounds) -> Bounds:
    return Bounds(lower=lesser(bounds.lower, Tier.ESCALATES), upper=lesser(bounds.upper, Tier.ESCALATES))


def _other_versions(arn: str, world: World) -> Iterator[Document]:
    policy = world.policies.get(arn)
    for version in policy.versions if policy else ():
        if not version.default:
            try:
                yield parse_policy(version.document)
            except PolicyError:
                continue
