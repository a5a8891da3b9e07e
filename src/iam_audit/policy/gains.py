"""The ways that somebody can go alone: by rewriting what they hold, or by making somebody they hold."""

from collections.abc import Iterator
from dataclasses import replace

from iam_audit.errors import PolicyError
from iam_audit.model import Bounds, ManagedPolicy, Tier, User
from iam_audit.policy.document import parse_policy
from iam_audit.policy.escalations import pair
from iam_audit.policy.holdings import Unread
from iam_audit.policy.people import Document
from iam_audit.policy.reach import Way
from iam_audit.policy.standing import Case, Cases, Gain, Standing
from iam_audit.policy.tiers import lesser
from iam_audit.policy.world import World

EVERYTHING = Bounds(lower=Tier.ADMIN, upper=Tier.ADMIN)
A_WAY = Bounds(lower=Tier.ESCALATES, upper=Tier.ESCALATES)


def gains(case: Case, world: World, cases: Cases, taking: tuple[Way, ...]) -> Iterator[Gain]:
    """Yield what somebody can give themselves; `taking` are the ways in which they can act as others."""
    alone = _alone(case, world)
    yield from alone
    if any(each.certain and each.gains.lower is Tier.ADMIN for each in alone):
        return
    yield from _unbound(case, world, cases)
    if isinstance(case.person.who, User):
        yield from _joined(case, world, cases)
    yield from _reverted(case, world, cases)
    if case.person.who.account_id in world.managing:
        yield from (Gain(each, None, A_WAY, certain=False) for each in case.abilities.center)
    for way in taking:
        yield from _paired(case, world, way)


def unbound(case: Case, cases: Cases) -> tuple[Case, bool] | None:
    """Return the case of somebody who has taken their boundary off, and whether they surely can; or None."""
    ways = [way.targets & case.bit for way in case.abilities.lift]
    if case.person.boundary is None or not any(way.possible for way in ways):
        return None
    certain = any(way.certain for way in ways) and not isinstance(case.person.boundary, Unread)
    return cases.open(replace(case.person, boundary=None), case.context), certain


def _alone(case: Case, world: World) -> tuple[Gain, ...]:
    return (*_rewritten(case, world), *_made(case))


def _as(case: Case, world: World) -> Bounds:
    """Return what somebody could do who stood like this, with what they could make of it by themselves."""
    standing = Standing(case, _alone(case, world))
    return _no_more_than_a_way(Bounds(lower=standing.lower, upper=standing.upper))


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
    bounds = world.lexicon.levels.bounds(world.join(rules))
    return EVERYTHING if bounds.lower is Tier.ADMIN else _no_more_than_a_way(bounds)


def _unbound(case: Case, world: World, cases: Cases) -> Iterator[Gain]:
    free = unbound(case, cases)
    if free is not None:
        gained = _as(free[0], world)
        for way in case.abilities.lift:
            if way.targets.possible & case.bit:
                certain = free[1] and bool(way.targets.certain & case.bit)
                yield Gain(way.escalation, case.person.who.arn, gained, certain)


def _joined(case: Case, world: World, cases: Cases) -> Iterator[Gain]:
    for way in case.abilities.join:
        inviting = world.promises.more(case) | case.abilities.rewrite_groups.possible
        for arn in world.targets.named(way.targets.possible & inviting):
            if arn in case.person.groups:
                continue
            place = world.targets.bit(arn)
            sure = bool(way.targets.certain & place)
            if world.promises.promises_more(arn, case):
                yield Gain(way.escalation, arn, _as_member(case, world, cases, arn), sure)
            rewrite = case.abilities.rewrite_groups & place
            if rewrite.possible:
                yield Gain(way.escalation, arn, _at_most(case, world), sure and bool(rewrite.certain))


def _as_member(case: Case, world: World, cases: Cases, arn: str) -> Bounds:
    if world.promises.promises_everything(arn, case):
        return A_WAY
    member = replace(case.person, documents=(*case.person.documents, *world.groups[arn]))
    return _as(cases.open(member, case.context), world)


def _reverted(case: Case, world: World, cases: Cases) -> Iterator[Gain]:
    for way in case.abilities.revert:
        for arn in case.person.policies:
            place = world.targets.bits((arn,))
            if way.targets.possible & place:
                sure = bool(way.targets.certain & place)
                for documents in _with_other_versions(case, world.policies.get(arn)):
                    holder = cases.open(replace(case.person, documents=documents), case.context)
                    yield Gain(way.escalation, arn, _as(holder, world), sure)


def _made(case: Case) -> Iterator[Gain]:
    who = case.person.who
    for each, certain in case.abilities.creating(who.account_id, who.arn.split(":")[1]):
        yield Gain(each, None, EVERYTHING, certain)


def _paired(case: Case, world: World, taking: Way) -> Iterator[Gain]:
    """Somebody else who can be given every permission and then taken over."""
    for giving in case.abilities.strengthen:
        possible = giving.targets.possible & taking.targets.possible & ~case.bit
        if possible:
            certain = giving.targets.certain & taking.targets.certain & ~(case.bit | world.bounded)
            target = world.targets.named(certain or possible, limit=1)[0]
            yield Gain(pair(giving.escalation, taking.escalation), target, A_WAY, bool(certain))
            return


def _no_more_than_a_way(bounds: Bounds) -> Bounds:
    return Bounds(lower=lesser(bounds.lower, Tier.ESCALATES), upper=lesser(bounds.upper, Tier.ESCALATES))


def _with_other_versions(case: Case, policy: ManagedPolicy | None) -> Iterator[tuple[Document, ...]]:
    """Yield the documents of somebody with one of them replaced by its earlier or later versions."""
    if policy is None or policy.document is None:
        return
    parsed = [(version.default, _parsed(version.document)) for version in policy.versions]
    current = next(document for default, document in parsed if default)
    for default, document in parsed:
        if not default and document is not None:
            yield (*(each for each in case.person.documents if each != current), document)


def _parsed(text: str) -> Document | None:
    try:
        return parse_policy(text)
    except PolicyError:
        return None
