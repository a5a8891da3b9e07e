"""How much every user and role of an account can do: at least, at most, and on which ways to more.

What a snapshot cannot show is not counted: policies of resources that name somebody, other accounts that were not
read, session policies, and organization policies that are neither in its surroundings nor handed in.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from iam_audit.model import (
    Bounds,
    CredentialContext,
    Privilege,
    Snapshot,
    Tier,
    User,
)
from iam_audit.policy.closure import close
from iam_audit.policy.gains import gains, unbound
from iam_audit.policy.grants import no_permissions_because
from iam_audit.policy.holdings import Unread
from iam_audit.policy.ladder import Ladder
from iam_audit.policy.paths import paths
from iam_audit.policy.people import Person
from iam_audit.policy.reach import NOWHERE, Reach, Way
from iam_audit.policy.requests import ROLE_CONTEXTS, USER_CONTEXTS
from iam_audit.policy.stand_ins import standings_outside
from iam_audit.policy.standing import Case, Cases, Standing, assumed, cases_of, others, take_over
from iam_audit.policy.tiers import higher, lesser
from iam_audit.policy.world import Scps, World


def privileges(
    snapshots: Snapshot | Sequence[Snapshot], now: datetime | None, scps: Scps | None = None
) -> Mapping[str, Privilege]:
    """Return what each user and role can do, by ARN. Give the accounts of an organization together.

    `scps` holds, by account, the documents of each level from the organization's root down to the account.
    """
    together = (snapshots,) if isinstance(snapshots, Snapshot) else tuple(snapshots)
    if scps or len(together) != 1:
        return _everybody(Cases(World(together, now, scps)))
    return together[0].once((privileges, now), lambda account: _everybody(cases_of(account, now)))


def _everybody(cases: Cases) -> Mapping[str, Privilege]:
    return MappingProxyType(judged(cases, cases.world.people))


def judged(cases: Cases, whom: Sequence[Person]) -> dict[str, Privilege]:
    """Return what some people can do, by ARN; it is those who are to be found in the world of the cases."""
    world = cases.world
    standings = {person.who.arn: list(_standings(person, cases, world)) for person in whom}
    everybody = [*(each for found in standings.values() for each in found), *standings_outside(world)]
    close(everybody)
    ladder = Ladder(everybody, world.targets)
    found = {person.who.arn: _privilege(person, standings[person.who.arn], world, ladder) for person in whom}
    cases.forget()
    return found


def _contexts(person: Person) -> tuple[CredentialContext, ...]:
    return USER_CONTEXTS if isinstance(person.who, User) else ROLE_CONTEXTS


def _standings(person: Person, cases: Cases, world: World) -> Iterator[Standing]:
    found: list[tuple[Standing, Reach]] = []
    for context in _contexts(person):
        case = cases.reopen(found[0][0].case, context) if found else cases.open(person, context)
        admin = case.base.lower is Tier.ADMIN
        asked = NOWHERE if admin else assumed(case, world)
        # Where a credential makes no difference to the policies, neither does it to what follows from them.
        same = next((one for one, before in found if before == asked and _alike(one.case, case)), None)
        if same is None:
            keys = () if admin else tuple(_keys(case, world, cases, asked))
            standing = standing_of(case, world, cases, keys).shared(world.targets)
        else:
            standing = same.with_another(case)
        found.append((standing, asked))
    for standing, _ in found:
        standing.case.abilities.settle()
    return (standing for standing, _ in found)


def _alike(one: Case, other: Case) -> bool:
    """Whether two credentials give the same, also by documents that somebody does not hold yet."""
    if one.powers is not other.powers:
        return False
    abilities = one.abilities
    return not abilities.begun or not (
        abilities.join or abilities.revert or (abilities.lift and one.person.boundary is not None)
    )


def _keys(case: Case, world: World, cases: Cases, asked: Reach) -> list[Way]:
    found = take_over(case, world, asked)
    free = unbound(case, cases) if case.abilities.begun else None
    if free is not None:
        more = take_over(free[0], world)
        found += more if free[1] else [Way(way.escalation, Reach(way.targets.possible)) for way in more]
    return found


def standing_of(case: Case, world: World, cases: Cases, keys: tuple[Way, ...]) -> Standing:
    """Return where somebody stands; `keys` are the ways to act as others without a password of theirs."""
    if case.base.lower is Tier.ADMIN or not case.abilities.begun:
        return Standing(case, keys=keys)
    passwords = tuple(others(case.abilities.passwords, case.bit))
    return Standing(case, tuple(gains(case, world, cases, (*keys, *passwords))), keys, passwords)


def _privilege(person: Person, standings: list[Standing], world: World, ladder: Ladder) -> Privilege:
    for each in standings:
        each.upper = _doubted(each, world)
    bounds = {each.case.context: Bounds(lower=each.lower, upper=each.upper) for each in standings}
    lower, upper = standings[0].lower, standings[0].upper
    for each in standings[1:]:
        lower, upper = lesser(lower, each.lower), higher(upper, each.upper)
    return Privilege(
        lower=lower,
        upper=upper,
        contexts=bounds,
        paths=paths(standings, ladder),
        reasons=tuple(_reasons(person, standings, world)),
    )


def _doubted(standing: Standing, world: World) -> Tier:
    """A role that was not read may let in whoever asks for it, or somebody by name."""
    if world.roles_unread is None or standing.upper.rank >= Tier.ESCALATES.rank:
        return standing.upper
    asking = standing.upper is Tier.NONE or standing.case.abilities.may_assume
    return Tier.UNKNOWN if asking else standing.upper


def _reasons(person: Person, standings: list[Standing], world: World) -> Iterator[str]:
    yield from (each.because for each in person.unread)
    if isinstance(person.boundary, Unread):
        yield f"nothing is certain, and nothing is ruled out, because {person.boundary.because}"
    if world.roles_unread and any(each.upper is Tier.UNKNOWN for each in standings):
        yield world.roles_unread
    if all(each.case.base.lower is Tier.ADMIN for each in standings):
        yield "every action is allowed on every resource"
    if not person.documents and not person.unread:
        yield "there is no policy"
    elif all(each.upper is Tier.NONE for each in standings):
        yield _nothing_left(person, world)
    if not person.service_linked:
        yield from world.unguarded[person.who.account_id]
    if any(map(_may_reach_elsewhere, standings)):
        yield "sts:AssumeRole is allowed, and roles of accounts that were not read are not counted"
    if len({(each.lower, each.upper) for each in standings}) > 1:
        yield "it depends on how the user signed in"


def _may_reach_elsewhere(standing: Standing) -> bool:
    """Whether a role of another account could make a difference, if it lets in whoever asks."""
    return standing.upper not in (Tier.NONE, Tier.ADMIN) and standing.case.abilities.may_assume


def _nothing_left(person: Person, world: World) -> str:
    """Say why somebody with policies can do nothing; a grant that has run out is not told apart from a denial."""
    who = person.who
    home = next(each for each in world.snapshots if each.account.id == who.account_id)
    proven = no_permissions_because(who, home) if isinstance(who, User) else None
    return proven or "nothing is left of what the policies allow"
