"""What some powers can do to the users, roles, groups and policies that were read, whoever has them."""

from collections.abc import Iterable, Iterator

from iam_audit.policy.escalations import Escalation, How
from iam_audit.policy.powers import Powers
from iam_audit.policy.reach import NOWHERE, Reach, Reacher, Way, all_of
from iam_audit.policy.remembering import kept
from iam_audit.policy.targets import Targets
from iam_audit.policy.world import World

POLICY_ARN, PASSED_TO = "iam:policyarn", "iam:passedtoservice"
ATTACHING = ("iam:AttachUserPolicy", "iam:AttachRolePolicy", "iam:AttachGroupPolicy")
TRIES = 20
"""How many policies of administrators are tried where only some may be attached."""


class Abilities:
    """The ways that powers open, before it is asked who has the powers."""

    def __init__(self, powers: Powers, world: World) -> None:
        self._powers = powers
        self._world = world
        self._openings = openings = world.lexicon.openings
        self.begun = powers.spoken_of & openings.beginning
        """The actions that they speak of, of those with which a way begins."""
        self._begun = openings.begun(self.begun)
        self._creating: dict[str, tuple[tuple[Escalation, bool], ...]] | None = None

    @kept
    def _reacher(self) -> Reacher:
        return Reacher(self._powers, self._world.targets, self._openings.beginning)

    @kept
    def strengthen(self) -> tuple[Way, ...]:
        """Whom they can give every permission."""
        return self._found(self._strengthening())

    @kept
    def take_over(self) -> tuple[Way, ...]:
        """Whom they can act as, but for the roles that let them in already."""
        return (*self._found(self._taking_over()), *self._passing())

    @kept
    def passwords(self) -> tuple[Way, ...]:
        """Whom they can sign in to the console as."""
        return self._found(self._setting_passwords())

    @kept
    def lift(self) -> tuple[Way, ...]:
        """Whose permissions boundary they can take off or replace."""
        users, roles = self._world.users, self._world.roles
        return self._found(
            [
                *(Way(each, self._first(each) & users) for each in self._begun[How.BOUNDARY_OF_USER]),
                *(Way(each, self._first(each) & roles) for each in self._begun[How.BOUNDARY_OF_ROLE]),
            ]
        )

    @kept
    def join(self) -> tuple[Way, ...]:
        """Which groups they can put a user into."""
        groups = self._world.group_bits
        return self._found(Way(each, self._first(each) & groups) for each in self._begun[How.JOIN_GROUP])

    @kept
    def revert(self) -> tuple[Way, ...]:
        """Of which policies they can choose the version that counts."""
        return self._found(Way(each, self._first(each)) for each in self._begun[How.DEFAULT_VERSION])

    @kept
    def rewrite_groups(self) -> Reach:
        """Which groups they can give every permission."""
        return all_of(map(self._first, self._begun[How.POLICY_OF_GROUP]))

    @kept
    def assume(self) -> Reach:
        """Which roles they may ask for."""
        return self._on("sts:AssumeRole") if self.begun else NOWHERE

    @property
    def may_assume(self) -> bool:
        """Whether they may ask for any role, one that was not read included."""
        return bool(self.begun & self._world.vocabulary.named("sts:AssumeRole"))

    @kept
    def assume_denied(self) -> Reach:
        """Which roles they are denied, or may be."""
        return self._reacher.undone(self._world.vocabulary.named("sts:AssumeRole"))

    @kept
    def beyond(self) -> tuple[Escalation, ...]:
        """The ways that hang on what was not read."""
        return self._openings.complete(How.BEYOND, self._powers.possible)

    @kept
    def center(self) -> tuple[Escalation, ...]:
        """The ways through IAM Identity Center, which belongs to the whole organization."""
        return self._openings.complete(How.IDENTITY_CENTER, self._powers.possible)

    def settle(self) -> None:
        """Work out what only sets of actions tell, and let go of those: they are large, and everybody has others."""
        _ = self.beyond, self.center
        self._powers.forget()

    def creating(self, account: str, partition: str) -> tuple[tuple[Escalation, bool], ...]:
        """Return the ways to make a new user or role with every permission, and whether each is certain."""
        if not (self._begun[How.NEW_ROLE] or self._begun[How.NEW_USER]):
            return ()
        if self._creating is None:
            self._creating = {}
        if account not in self._creating:
            self._creating[account] = tuple(self._making(account, partition))
        return self._creating[account]

    def _making(self, account: str, partition: str) -> Iterator[tuple[Escalation, bool]]:
        for how, kind in ((How.NEW_ROLE, "role"), (How.NEW_USER, "user")):
            ways = self._openings.complete(how, self.begun) if self._begun[how] else ()
            # Most who can make one can give it any name; only for others are names looked for.
            if not ways or ways == self._openings.complete(how, self._powers.certain_everywhere):
                yield from ((each, True) for each in ways)
                continue
            found = self._made(ways, Targets(self._invented(kind, account, partition)))
            yield from ((each, found[each.id]) for each in ways if each.id in found)

    def _made(self, ways: tuple[Escalation, ...], invented: Targets) -> dict[str, bool]:
        """Return the ways to make one of some, by their id, and whether each is certain."""
        reacher, found = Reacher(self._powers, invented, self._openings.beginning), {}
        for each in ways:
            reach = _both(self._reach(reacher, action) for action in each.actions)
            if reach.possible:
                found[each.id] = bool(reach.certain)
        return found

    def _found(self, ways: Iterable[Way]) -> tuple[Way, ...]:
        same = self._world.targets.same
        return tuple([Way(way.escalation, same(way.targets)) for way in ways if way.targets.possible])

    def _strengthening(self) -> Iterator[Way]:
        users, roles = self._world.users, self._world.roles
        for each in self._begun[How.POLICY_OF_USER]:
            yield Way(each, self._first(each) & users)
        for each in self._begun[How.POLICY_OF_ROLE]:
            yield Way(each, self._first(each) & roles)
        for each in (*self._begun[How.POLICY_OF_GROUP], *self._begun[How.POLICY_VERSION]):
            yield Way(each, self._holders(self._first(each)))

    def _taking_over(self) -> Iterator[Way]:
        users, roles = self._world.users, self._world.roles
        for each in self._begun[How.KEY_OF_USER]:
            yield Way(each, self._keys(self._first(each) & users))
        for each in self._begun[How.TRUST_OF_ROLE]:
            yield Way(each, self._first(each) & roles)
        for each in self._begun[How.PROVIDER_OF_ROLES]:
            yield Way(each, self._let_in_by(self._first(each)))

    def _setting_passwords(self) -> Iterator[Way]:
        for each in self._begun[How.PASSWORD_OF_USER]:
            wanted = each.actions[0] == "iam:UpdateLoginProfile"
            yield Way(each, self._with_password(self._first(each) & self._world.users, wanted=wanted))

    def _first(self, way: Escalation) -> Reach:
        return self._on(way.actions[0])

    def _on(self, action: str) -> Reach:
        return self._reach(self._reacher, action)

    def _reach(self, reacher: Reacher, action: str) -> Reach:
        bit = self._world.vocabulary.named(action)
        if not self.begun & bit:
            return NOWHERE
        if action not in ATTACHING or not reacher.asks(POLICY_ARN, bit):
            return reacher.reach(bit)
        return all_of(reacher.reach(bit, {POLICY_ARN: arn}) for arn in self._world.policies_of_admins[:TRIES])

    def _passing(self) -> tuple[Way, ...]:
        """Return the roles that can be passed to a service which they let in, to run what one wants as them."""
        bit = self._world.vocabulary.named("iam:PassRole")
        if not self.begun & bit:
            return ()
        ways = self._openings.passing(self._powers.possible, self._powers.certain)
        if not self._reacher.asks(PASSED_TO, bit):
            return self._world.passes.open(self._reacher.reach(bit), ways)
        services = {service for way, _ in ways for service in way.services}
        passed = {service: self._passed_to(bit, service) for service in services}
        return self._found(
            Way(way, found if sure else Reach(found.possible))
            for way, sure in ways
            if (found := all_of(passed[service] for service in way.services)).possible
        )

    def _passed_to(self, bit: int, service: str) -> Reach:
        let_in = self._world.passes.let_in((service,))
        if not let_in.possible:
            return NOWHERE
        return self._reacher.reach(bit, {PASSED_TO: service}).within(let_in)

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
