"""What some powers can do to the users, roles, groups and policies that were read, whoever has them."""

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

from iam_audit.policy.escalations import Escalation, How, known_by
from iam_audit.policy.powers import Powers
from iam_audit.policy.reach import NOWHERE, Reach, Reacher
from iam_audit.policy.targets import Targets
from iam_audit.policy.world import World

POLICY_ARN, PASSED_TO = "iam:policyarn", "iam:passedtoservice"
ATTACHING = ("iam:AttachUserPolicy", "iam:AttachRolePolicy", "iam:AttachGroupPolicy")
TRIES = 20
"""How many policies of administrators are tried where only some may be attached."""


class Way(NamedTuple):
    """A known way, and the targets that it works on."""

    escalation: Escalation
    targets: Reach


class Abilities:
    """The ways that powers open, before it is asked who has the powers."""

    def __init__(self, powers: Powers, world: World) -> None:
        self._powers = powers
        self._world = world
        self._reacher = Reacher(powers, world.targets, world.lexicon.interesting)
        self._creating: dict[str, tuple[tuple[Escalation, bool], ...]] = {}

    @cached_property
    def strengthen(self) -> tuple[Way, ...]:
        """Whom they can give every permission."""
        return tuple(self._found(self._strengthening()))

    @cached_property
    def take_over(self) -> tuple[Way, ...]:
        """Whom they can act as, but for the roles that let them in already."""
        return tuple(self._found(self._taking_over()))

    @cached_property
    def passwords(self) -> tuple[Way, ...]:
        """Whom they can sign in to the console as."""
        return tuple(self._found(self._setting_passwords()))

    @cached_property
    def lift(self) -> tuple[Way, ...]:
        """Whose permissions boundary they can take off or replace."""
        ways = (*known_by()[How.BOUNDARY_OF_USER], *known_by()[How.BOUNDARY_OF_ROLE])
        kinds = {How.BOUNDARY_OF_USER: self._world.users, How.BOUNDARY_OF_ROLE: self._world.roles}
        return tuple(self._found(Way(each, self._on(each.actions[0]) & kinds[each.how]) for each in ways))

    @cached_property
    def join(self) -> tuple[Way, ...]:
        """Which groups they can put a user into."""
        ways = known_by()[How.JOIN_GROUP]
        return tuple(
            self._found(Way(each, self._on(each.actions[0]) & self._world.group_bits) for each in ways)
        )

    @cached_property
    def revert(self) -> tuple[Way, ...]:
        """Of which policies they can choose the version that counts."""
        return tuple(
            self._found(Way(each, self._on(each.actions[0])) for each in known_by()[How.DEFAULT_VERSION])
        )

    @cached_property
    def rewrite_groups(self) -> Reach:
        """Which groups they can give every permission."""
        found = Reach()
        for each in known_by()[How.POLICY_OF_GROUP]:
            found |= self._on(each.actions[0])
        return found

    @cached_property
    def assume(self) -> Reach:
        """Which roles they may ask for."""
        return self._on("sts:AssumeRole")

    @property
    def may_assume(self) -> bool:
        """Whether they may ask for any role, one that was not read included."""
        return bool(self._powers.spoken_of & self._world.vocabulary.named("sts:AssumeRole"))

    @cached_property
    def assume_denied(self) -> Reach:
        """Which roles they are denied, or may be."""
        return self._reacher.undone(self._world.vocabulary.named("sts:AssumeRole"))

    @cached_property
    def beyond(self) -> tuple[Escalation, ...]:
        """The ways that hang on what was not read."""
        return tuple(
            each for each in known_by()[How.BEYOND] if self._has(each.actions, self._powers.possible)
        )

    @cached_property
    def center(self) -> tuple[Escalation, ...]:
        """The ways through IAM Identity Center, which belongs to the whole organization."""
        ways = known_by()[How.IDENTITY_CENTER]
        return tuple(each for each in ways if self._has(each.actions, self._powers.possible))

    @property
    def any(self) -> bool:
        """Whether they speak of any action of any way at all."""
        return bool(self._powers.spoken_of & self._world.lexicon.interesting)

    def creating(self, account: str, partition: str) -> tuple[tuple[Escalation, bool], ...]:
        """Return the ways to make a new user or role with every permission, and whether each is certain."""
        known = self._creating.get(account)
        if known is None:
            known = self._creating[account] = tuple(self._making(account, partition))
        return known

    def _making(self, account: str, partition: str) -> Iterator[tuple[Escalation, bool]]:
        for how, kind in ((How.NEW_ROLE, "role"), (How.NEW_USER, "user")):
            ways = [each for each in known_by()[how] if self._has(each.actions, self._powers.spoken_of)]
            if not ways:
                continue
            invented = Targets(self._invented(kind, account, partition))
            reacher = Reacher(self._powers, invented, self._world.lexicon.interesting)
            for each in ways:
                reach = _both(self._reach(reacher, action) for action in each.actions)
                if reach.possible:
                    yield each, bool(reach.certain)

    def _found(self, ways: Iterable[Way]) -> Iterator[Way]:
        same = self._world.targets.same
        return (Way(way.escalation, same(way.targets)) for way in ways if way.targets.possible)

    def _strengthening(self) -> Iterator[Way]:
        ways, world = known_by(), self._world
        for each in ways[How.POLICY_OF_USER]:
            yield Way(each, self._on(each.actions[0]) & world.users)
        for each in ways[How.POLICY_OF_ROLE]:
            yield Way(each, self._on(each.actions[0]) & world.roles)
        for each in (*ways[How.POLICY_OF_GROUP], *ways[How.POLICY_VERSION]):
            yield Way(each, self._holders(self._on(each.actions[0])))

    def _taking_over(self) -> Iterator[Way]:
        ways, world = known_by(), self._world
        for each in ways[How.KEY_OF_USER]:
            yield Way(each, self._keys(self._on(each.actions[0]) & world.users))
        for each in ways[How.TRUST_OF_ROLE]:
            yield Way(each, self._on(each.actions[0]) & world.roles)
        for each in ways[How.PROVIDER_OF_ROLES]:
            yield Way(each, self._let_in_by(self._on(each.actions[0])))
        passing = self._powers.spoken_of & world.vocabulary.named("iam:PassRole")
        for each in world.ways_of_passing if passing else ():
            yield Way(each, self._passing(each))

    def _setting_passwords(self) -> Iterator[Way]:
        for each in known_by()[How.PASSWORD_OF_USER]:
            wanted = each.actions[0] == "iam:UpdateLoginProfile"
            yield Way(each, self._with_password(self._on(each.actions[0]) & self._world.users, wanted=wanted))

    def _on(self, action: str) -> Reach:
        return self._reach(self._reacher, action)

    def _reach(self, reacher: Reacher, action: str) -> Reach:
        bit = self._world.vocabulary.named(action)
        if not self._powers.spoken_of & bit:
            return NOWHERE
        if action not in ATTACHING or not reacher.asks(POLICY_ARN):
            return reacher.reach(bit)
        found = Reach()
        for arn in self._world.policies_of_admins[:TRIES]:
            found |= reacher.reach(bit, {POLICY_ARN: arn})
        return found

    def _passing(self, way: Escalation) -> Reach:
        """Return the roles that can be passed to a service which they let in, to run what one wants as them."""
        others = way.actions[1:]
        if not self._has(others, self._powers.possible):
            return NOWHERE
        found = Reach()
        bit = self._world.vocabulary.named(way.actions[0])
        for service in way.services:
            asked = {PASSED_TO: service} if self._reacher.asks(PASSED_TO) else None
            reach, let_in = (
                self._reacher.reach(bit, asked),
                self._world.doors.of_services.get(service, Reach()),
            )
            found |= Reach(reach.possible & let_in.possible, reach.certain & let_in.certain)
        return found if self._has(others, self._powers.certain) else Reach(found.possible)

    def _has(self, actions: tuple[str, ...], held: int) -> bool:
        wanted = self._world.vocabulary.together(actions)
        return wanted is not None and held & wanted == wanted

    def _holders(self, reach: Reach) -> Reach:
        """Turn groups and policies into those whom they reach."""
        return Reach(self._world.held(reach.possible), self._world.held(reach.certain))

    def _let_in_by(self, reach: Reach) -> Reach:
        """Return the roles that trust some identity providers; what those then say is for others to see to."""
        found = 0
        for arn in self._world.targets.named(reach.possible & self._world.providers):
            found |= self._world.doors.of_providers.get(arn, 0)
        return Reach(found)

    def _keys(self, reach: Reach) -> Reach:
        """A user with two keys gets no third one before one is deleted."""
        full = self._world.with_two_keys
        delete = self._on("iam:DeleteAccessKey") if reach.possible & full else Reach()
        return Reach(reach.possible & (~full | delete.possible), reach.certain & (~full | delete.certain))

    def _with_password(self, reach: Reach, *, wanted: bool) -> Reach:
        known = self._world.passwords.certain if wanted else ~self._world.passwords.possible
        maybe = self._world.passwords.possible if wanted else ~self._world.passwords.certain
        return Reach(reach.possible & maybe, reach.certain & known)

    def _invented(self, kind: str, account: str, partition: str) -> Iterator[str]:
        """Yield names that a new user or role could be given under the policies at hand."""
        yield f"arn:{partition}:iam::{account}:{kind}/new"
        for grant in self._powers.grants:
            for pattern in () if grant.wide.negated else grant.wide.patterns:
                name = pattern.rpartition(f":{kind}/")[2]
                if name != pattern:
                    yield f"arn:{partition}:iam::{account}:{kind}/{name.replace('*', 'new').replace('?', 'x')}"


def _both(reaches: Iterable[Reach]) -> Reach:
    possible = certain = -1
    for each in reaches:
        possible &= each.possible
        certain &= each.certain
    return Reach(possible, certain)
