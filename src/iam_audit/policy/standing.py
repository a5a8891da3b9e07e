"""Where somebody stands with one kind of credential: what they can do, give themselves, and take over."""

from copy import copy
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple, Self

from iam_audit.model import Bounds, CredentialContext, Snapshot, Tier
from iam_audit.policy.abilities import Abilities
from iam_audit.policy.escalations import Escalation, How, known_by
from iam_audit.policy.facts import Facts
from iam_audit.policy.people import Person
from iam_audit.policy.powers import Powers
from iam_audit.policy.reach import Reach, Way, all_of
from iam_audit.policy.targets import Targets
from iam_audit.policy.tiers import higher, lesser
from iam_audit.policy.world import World


class Gain(NamedTuple):
    """A way that somebody can go by themselves, and what they can do at its end."""

    escalation: Escalation
    target: str | None
    gains: Bounds
    certain: bool

    @property
    def upper(self) -> Tier:
        """What it makes possible: no more than a way up, unless it is certain."""
        return self.gains.upper if self.certain else lesser(self.gains.upper, Tier.ESCALATES)


@dataclass(frozen=True, eq=False)
class Case:
    """One person with one kind of credential, as far as their own documents go."""

    person: Person
    context: CredentialContext
    facts: Facts
    powers: Powers
    abilities: Abilities
    base: Bounds
    """What the powers give by themselves."""
    bit: int
    """The person, as a set of targets."""


@dataclass(eq=False)
class Standing:
    """A case with its ways to more. The bounds rise while others are found to be in reach."""

    case: Case
    gains: tuple[Gain, ...] = ()
    keys: tuple[Way, ...] = ()
    """Those whose keys or sessions can be had."""
    passwords: tuple[Way, ...] = ()
    """Those who can be signed in as."""
    lower: Tier = field(init=False)
    upper: Tier = field(init=False)
    reach_by_key: Reach = field(init=False)
    """May hold the person, as all ways may: the same for everybody else who has them."""
    reach_by_password: Reach = field(init=False)

    def __post_init__(self) -> None:
        self.lower, self.upper = self.case.base.lower, self.case.base.upper
        for each in self.gains:
            self.upper = higher(self.upper, each.upper)
            self.lower = higher(self.lower, each.gains.lower) if each.certain else self.lower
        # What could not be read can only add to what is possible, so only the top is sure to stay.
        if self.case.person.unread and self.upper is not Tier.ADMIN:
            self.upper = Tier.UNKNOWN
        self.reach_by_key = _union(self.keys)
        self.reach_by_password = _union(self.passwords)

    def with_another(self, case: Case) -> "Standing":
        """Return the same for another credential of the same person, where that makes no difference."""
        other = copy(self)
        other.case = case
        return other

    def shared(self, targets: Targets) -> Self:
        """Return itself, with sets that others have as well kept once."""
        self.reach_by_key = targets.same(self.reach_by_key)
        self.reach_by_password = targets.same(self.reach_by_password)
        return self


class Cases:
    """Opens the case of everybody in a world; people with the same powers share what can be worked out of them."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._abilities: dict[Powers, Abilities] = {}
        self._bases: dict[Powers, Bounds] = {}

    def open(self, person: Person, context: CredentialContext) -> Case:
        """Return what somebody's own documents come to."""
        facts = self.world.facts(person.who, context)
        powers = self.world.powers(person, context, facts)
        return self._case(person, context, facts, powers)

    def reopen(self, case: Case, context: CredentialContext) -> Case:
        """Return the case of the same person with another credential."""
        if self.world.depends_on_context(case.person):
            return self.open(case.person, context)
        return replace(case, context=context, facts=self.world.facts(case.person.who, context))

    def forget(self) -> None:
        """Forget what can be worked out again and is large: which ways powers open."""
        self._abilities.clear()
        self._bases.clear()

    def _case(self, person: Person, context: CredentialContext, facts: Facts, powers: Powers) -> Case:
        if powers not in self._abilities:
            self._abilities[powers] = Abilities(powers, self.world)
            self._bases[powers] = self.world.lexicon.levels.bounds(powers)
        bit = self.world.targets.bit(person.who.arn)
        return Case(person, context, facts, powers, self._abilities[powers], self._bases[powers], bit)


def cases_of(snapshot: Snapshot, now: datetime | None) -> Cases:
    """Return the cases of one account by itself, opened once for all who ask."""
    return snapshot.once((Cases, now), lambda account: Cases(World((account,), now)))


def take_over(case: Case, world: World, asked: Reach | None = None) -> list[Way]:
    """Return the ways to act as somebody else without a password of theirs; `asked` if it is known what is assumed."""
    assuming = Way(known_by()[How.ASSUME_ROLE][0], assumed(case, world) if asked is None else asked)
    return others((*(case.abilities.take_over if case.abilities.begun else ()), assuming), case.bit)


def others(ways: tuple[Way, ...], bit: int) -> list[Way]:
    """Return the ways that work on more than oneself; they may work on oneself as well.

    Taking everybody out of their own ways would need a set for each: as much memory as there are pairs of people.
    """
    return [each for each in ways if each.targets.possible not in (0, bit)]


def _union(ways: tuple[Way, ...]) -> Reach:
    return all_of({id(way.targets): way.targets for way in ways}.values())


def assumed(case: Case, world: World) -> Reach:
    """Return the roles that let somebody in: those asked for, and those of the account that name them."""
    asked = case.abilities.assume
    if not asked.possible and not world.doors.may_name(case.person.who):
        return asked
    return world.targets.same(_assumed(case, world, asked))


def _assumed(case: Case, world: World, asked: Reach) -> Reach:
    if asked.possible and world.neighbours:
        outside = world.doors_outside.entrance(case.person.who, case.facts, asked.possible)
        return _assumed_here(case, world, asked) | asked.within(outside.by_account)
    return _assumed_here(case, world, asked)


def _assumed_here(case: Case, world: World, asked: Reach) -> Reach:
    entrance = world.doors.entrance(case.person.who, case.facts, asked.possible)
    named = entrance.by_name & world.roles_of(case.person.who.account_id)
    if not named.possible:
        return asked.within(entrance.by_account)
    denied = case.abilities.assume_denied
    limited = bool(case.powers.caps) or case.powers.fenced
    direct = Reach(named.possible & ~denied.certain, 0 if limited else named.certain & ~denied.possible)
    return asked.within(entrance.by_account) | direct
