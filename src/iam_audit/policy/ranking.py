"""How much every user and role of an account can do: at least, at most, and on which ways to more.

What a snapshot cannot show is not counted: policies of resources that name somebody, other accounts that were not
read, session policies, and organization policies that are neither in its surroundings nor handed in.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from types import MappingProxyType

import msgspec

from iam_audit.model import (
    Account,
    Bounds,
    CredentialContext,
    InlinePolicy,
    NeverUsed,
    Privilege,
    Role,
    Snapshot,
    Tier,
    User,
)
from iam_audit.policy.abilities import Way
from iam_audit.policy.closure import close
from iam_audit.policy.gains import gains, unbound
from iam_audit.policy.grants import no_permissions_because
from iam_audit.policy.holdings import Unread
from iam_audit.policy.lexicon import Lexicon
from iam_audit.policy.paths import Ladder, paths
from iam_audit.policy.people import OF_IDENTITY_CENTER, Person, people
from iam_audit.policy.reach import Reach
from iam_audit.policy.requests import ROLE_CONTEXTS, USER_CONTEXTS
from iam_audit.policy.stand_ins import standings_outside
from iam_audit.policy.standing import Case, Cases, Standing, cases_of, others, take_over
from iam_audit.policy.tiers import higher, lesser
from iam_audit.policy.world import Scps, World

NEVER = datetime.fromtimestamp(0, UTC)
KEPT = 16
"""How many results are remembered, for as many accounts at once; each keeps its snapshot in memory."""
_REMEMBERED: dict[tuple[object, ...], tuple[object, Mapping[str, Privilege]]] = {}


def privileges(
    snapshots: Snapshot | Sequence[Snapshot], now: datetime | None, scps: Scps | None = None
) -> Mapping[str, Privilege]:
    """Return what each user and role can do, by ARN. Give the accounts of an organization together.

    `scps` holds, by account, the documents of each level from the organization's root down to the account.
    """
    together = (snapshots,) if isinstance(snapshots, Snapshot) else tuple(snapshots)
    key = (*map(id, together), now, id(scps))
    known = _REMEMBERED.get(key)
    if known is None:
        # The snapshots are kept beside the answer, so that no other object can take over their identity.
        alone = len(together) == 1 and not scps
        cases = cases_of(together[0], now) if alone else Cases(World(together, now, scps))
        known = _REMEMBERED[key] = ((together, scps), MappingProxyType(_judged(cases)))
        for oldest in list(_REMEMBERED)[:-KEPT]:
            _REMEMBERED.pop(oldest, None)  # another thread may have been quicker
    return known[1]


def privilege_of_documents(
    documents: Iterable[str],
    *,
    account: Account,
    now: datetime | None,
    snapshot: Snapshot | None = None,
    permission_set: bool = False,
) -> Privilege:
    """Return what somebody can do in an account who holds just these documents.

    With a snapshot, its roles, groups and policies are there to be used; without, the account is empty. Nobody
    in an account can change the role of a permission set, so that does not count as a way to more.
    """
    path = f"{OF_IDENTITY_CENTER}sso.amazonaws.com/" if permission_set else "/"
    holder = Role(
        name="holder-of-documents",
        arn=f"arn:{account.partition}:iam::{account.id}:role{path}holder-of-documents",
        account_id=account.id,
        path=path,
        trust='{"Version":"2012-10-17","Statement":[]}',
        inline=tuple(
            InlinePolicy(name=f"document-{n}", document=each) for n, each in enumerate(documents, start=1)
        ),
        last_used=NeverUsed(),
    )
    around = snapshot or Snapshot(account=account, collected_at=now or NEVER)
    # Not remembered: documents are many, and would drive out the accounts that they belong to.
    held = msgspec.structs.replace(around, roles=(*around.roles, holder))
    if snapshot is not None:
        return _judged(Cases(World((held,), now)))[holder.arn]
    lexicon = _lexicon(account)
    if not all(lexicon.vocabulary.knows(each) for person in people(held) for each in person.documents):
        lexicon = Lexicon()  # what one document makes up is not to be a part of the wildcards of another
    found = _judged(Cases(World((held,), now, lexicon=lexicon)))[holder.arn]
    lexicon.rulebook.forget()
    return found


@lru_cache(maxsize=4)
def _lexicon(account: Account) -> Lexicon:  # noqa: ARG001 - documents of one account are much alike
    """What was worked out of the documents that are judged by themselves, one after the other."""
    return Lexicon()


def _judged(cases: Cases) -> dict[str, Privilege]:
    world = cases.world
    standings = {person.who.arn: list(_standings(person, cases, world)) for person in world.people}
    everybody = [*(each for found in standings.values() for each in found), *standings_outside(world)]
    close(everybody)
    ladder = Ladder(everybody)
    found = {
        person.who.arn: _privilege(person, standings[person.who.arn], world, ladder)
        for person in world.people
    }
    cases.forget()
    return found


def _contexts(person: Person) -> tuple[CredentialContext, ...]:
    return USER_CONTEXTS if isinstance(person.who, User) else ROLE_CONTEXTS


def _standings(person: Person, cases: Cases, world: World) -> Iterator[Standing]:
    found: list[Standing] = []
    for context in _contexts(person):
        case = cases.reopen(found[0].case, context) if found else cases.open(person, context)
        keys = () if case.base.lower is Tier.ADMIN else tuple(_keys(case, world, cases))
        # Where a credential makes no difference to the policies, neither does it to what follows from them.
        same = next((one for one in found if one.keys == keys and _alike(one.case, case)), None)
        standing = _like(same, case) if same else _standing(case, world, cases, keys)
        found.append(standing.shared(world.targets))
    yield from found


def _alike(one: Case, other: Case) -> bool:
    """Whether two credentials give the same, also by documents that somebody does not hold yet."""
    return one.powers is other.powers and not (one.abilities.join or one.abilities.revert)


def _like(same: Standing, case: Case) -> Standing:
    return Standing(case, same.gains, same.keys, same.passwords)


def _keys(case: Case, world: World, cases: Cases) -> Iterator[Way]:
    yield from take_over(case, world)
    free = unbound(case, cases) if case.abilities.any else None
    if free is not None:
        for way in take_over(free[0], world):
            yield way if free[1] else Way(way.escalation, Reach(way.targets.possible))


def _standing(case: Case, world: World, cases: Cases, keys: tuple[Way, ...]) -> Standing:
    if case.base.lower is Tier.ADMIN or not case.abilities.any:
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
        paths=paths(standings, ladder, world.targets),
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
