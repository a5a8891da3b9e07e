"""Everything that is judged together: the accounts of one or more snapshots, indexed for the questions to come."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from itertools import chain

from iam_audit.model import CredentialContext, ManagedPolicy, Role, Section, Snapshot, User
from iam_audit.policy.admins import policies_of_admins
from iam_audit.policy.document import parse_policy
from iam_audit.policy.doors import Doors
from iam_audit.policy.facts import Facts
from iam_audit.policy.guardrails import levels_of, unguarded
from iam_audit.policy.holdings import Unread
from iam_audit.policy.lexicon import Lexicon
from iam_audit.policy.outside import neighbours_of, stand_in
from iam_audit.policy.passes import Passes
from iam_audit.policy.people import Document, Person, documents_of_groups, people
from iam_audit.policy.powers import Powers
from iam_audit.policy.promises import Promises
from iam_audit.policy.reach import Reach
from iam_audit.policy.requests import request_facts
from iam_audit.policy.rules import Rules
from iam_audit.policy.targets import Targets, arns_in

KEYS_A_USER_MAY_HAVE = 2
Scps = Mapping[str, Sequence[Sequence[str]]]
"""By account: the organization policies of each level from the root down to the account, as texts."""


class World:
    """The principals of some snapshots, what they can be done to, and what they hold."""

    def __init__(
        self,
        snapshots: tuple[Snapshot, ...],
        now: datetime | None,
        scps: Scps | None = None,
    ) -> None:
        """Take in snapshots."""
        self.snapshots = snapshots
        self.now = now
        self.people = tuple(each for snapshot in snapshots for each in people(snapshot))
        self.neighbours = tuple(neighbours_of(snapshots))
        self.targets = Targets((*arns_in(snapshots), *(each.arn for each in self.neighbours)))
        self.lexicon = Lexicon()
        self.vocabulary = self.lexicon.vocabulary
        self.rulebook = self.lexicon.rulebook
        self._scps = {each.account.id: levels_of(each) for each in snapshots}
        self._scps |= {account: tuple(_levels(levels)) for account, levels in (scps or {}).items()}
        self._powers: dict[object, Powers] = {}
        self._held: dict[int, int] = {}
        for each in self.people:
            self.lexicon.learn(each.documents)
            # A limit may name the only action that it leaves of everything, which no catalogue need have.
            self.lexicon.learn((each.boundary,) if isinstance(each.boundary, tuple) else ())
        for level in chain.from_iterable(self._scps.values()):
            self.lexicon.learn(level)

    @cached_property
    def passes(self) -> Passes:
        """Which roles can be passed to services."""
        return Passes(self.doors, self.targets)

    @cached_property
    def doors(self) -> Doors:
        """Whom the roles let in."""
        roles = (each.who for each in self.people if isinstance(each.who, Role))
        return Doors((self.targets.bits((role.arn,)), role) for role in roles)

    @cached_property
    def doors_outside(self) -> Doors:
        """Whom the roles of other accounts let in that are known of."""
        return Doors((self.targets.bits((each.arn,)), stand_in(each)) for each in self.neighbours)

    @cached_property
    def users(self) -> int:
        """The users, as a set of targets."""
        return self.targets.bits(each.who.arn for each in self.people if isinstance(each.who, User))

    @cached_property
    def roles(self) -> int:
        """The roles that somebody in their account can change."""
        roles = (each for each in self.people if isinstance(each.who, Role) and not each.guarded)
        return self.targets.bits(each.who.arn for each in roles)

    def roles_of(self, account: str) -> int:
        """Return the roles of one account."""
        return self._roles_by_account.get(account, 0)

    @cached_property
    def _roles_by_account(self) -> Mapping[str, int]:
        found: dict[str, int] = defaultdict(int)
        for each in self.people:
            if isinstance(each.who, Role):
                found[each.who.account_id] |= self.targets.bits((each.who.arn,))
        return found

    @cached_property
    def holders(self) -> Mapping[str, int]:
        """Whom a customer's managed policy, or membership in a group, reaches; by ARN."""
        found: dict[str, int] = defaultdict(int)
        for each in self.people:
            if not each.guarded:
                for arn in {*each.policies, *each.groups}:
                    found[arn] |= self.targets.bits((each.who.arn,))
        return found

    @cached_property
    def bounded(self) -> int:
        """Those who have a permissions boundary."""
        return self.targets.bits(each.who.arn for each in self.people if each.boundary is not None)

    def held(self, found: int) -> int:
        """Return those whom some groups and policies reach."""
        found &= self._holding
        known = self._held.get(found)
        if known is None:
            known = 0
            for arn in self.targets.named(found):
                known |= self.holders[arn]
            self._held[found] = known
        return known

    @cached_property
    def _holding(self) -> int:
        return self.targets.bits(self.holders)

    @cached_property
    def group_bits(self) -> int:
        """The groups, as a set of targets."""
        return self.targets.bits(self.groups)

    @cached_property
    def providers(self) -> int:
        """The identity providers, as a set of targets."""
        saml = self.targets.bits(one.arn for each in self.snapshots for one in each.saml_providers)
        return saml | self.targets.bits(one.arn for each in self.snapshots for one in each.oidc_providers)

    @cached_property
    def groups(self) -> Mapping[str, tuple[Document, ...]]:
        """The policies of the groups, by ARN; of those that can be read."""
        return dict(each for snapshot in self.snapshots for each in documents_of_groups(snapshot))

    @cached_property
    def promises(self) -> Promises:
        """What the policies of the groups promise somebody who joins one."""
        return Promises(self)

    @cached_property
    def with_two_keys(self) -> int:
        """The users who have as many keys as AWS allows."""
        keys = (keys for snapshot in self.snapshots for keys in snapshot.keys_by_user.values())
        return self.targets.bits(each[0].user_arn for each in keys if len(each) >= KEYS_A_USER_MAY_HAVE)

    @cached_property
    def passwords(self) -> Reach:
        """The users who may have a console password, and those who certainly do."""
        users = [each.who for each in self.people if isinstance(each.who, User)]
        possible = (user.arn for user in users if user.password.enabled is not False)
        certain = (user.arn for user in users if user.password.enabled)
        return Reach(self.targets.bits(possible), self.targets.bits(certain))

    @cached_property
    def policies(self) -> Mapping[str, ManagedPolicy]:
        """The customers' managed policies, by ARN."""
        return {
            each.arn: each
            for snapshot in self.snapshots
            for each in snapshot.policies
            if not each.aws_managed
        }

    @cached_property
    def policies_of_admins(self) -> tuple[str, ...]:
        """The managed policies that allow everything: what an attacker would attach."""
        return policies_of_admins(self.snapshots)

    @cached_property
    def roles_unread(self) -> str | None:
        """Why roles are missing that might let anybody in; None when they are all there."""
        gaps = (gap for snapshot in self.snapshots if (gap := snapshot.gap(Section.ROLES)))
        return next((f"roles could not be read: {gap.reason}" for gap in gaps), None)

    @cached_property
    def unguarded(self) -> Mapping[str, tuple[str, ...]]:
        """Why it is not known what an organization leaves an account, by account."""
        return {each.account.id: tuple(unguarded(each)) for each in self.snapshots}

    @cached_property
    def managing(self) -> frozenset[str]:
        """The accounts that manage an organization, and with it IAM Identity Center."""
        return frozenset(each.account.id for each in self.snapshots if each.account.management)

    def forget(self) -> None:
        """Forget the documents; for those that are judged once."""
        self._powers.clear()
        self.rulebook.forget()

    def facts(self, who: User | Role, context: CredentialContext) -> Facts:
        """Return what is known of the requests of somebody."""
        return request_facts(who, context, self.now)

    def powers(self, person: Person, context: CredentialContext, facts: Facts) -> Powers:
        """Return what somebody's documents come to; people with the same get the same object."""
        boundary = (person.boundary,) if isinstance(person.boundary, tuple) else None
        caps = [*([boundary] if boundary is not None else []), *self._scps_of(person)]
        rules = self.rules(person.who, context, facts, person.documents)
        capping = tuple(self.rules(person.who, context, facts, cap) for cap in caps)
        fenced = isinstance(person.boundary, Unread) or bool(person.unread)
        return self.join(rules, capping, fenced=fenced)

    def depends_on_context(self, person: Person) -> bool:
        """Whether somebody's documents mean something else for another credential."""
        boundary = (person.boundary,) if isinstance(person.boundary, tuple) else ()
        capping = (each for cap in self._scps_of(person) for each in cap)
        return self.rulebook.depend_on_context((*person.documents, *boundary, *capping))

    def join(
        self, rules: tuple[Rules, ...], caps: tuple[tuple[Rules, ...], ...] = (), *, fenced: bool = False
    ) -> Powers:
        """Return what rules come to together; the same rules give the same object."""
        key = (frozenset(map(id, rules)), tuple(frozenset(map(id, cap)) for cap in caps), fenced)
        known = self._powers.get(key)
        if known is None:
            known = self._powers[key] = Powers(rules, caps, fenced=fenced)
        return known

    def rules(
        self, who: User | Role, context: CredentialContext, facts: Facts, documents: Iterable[Document]
    ) -> tuple[Rules, ...]:
        """Return what each document does for somebody."""
        return self.rulebook.rules(documents, who.arn, context.value, facts)

    def _scps_of(self, person: Person) -> tuple[tuple[Document, ...], ...]:
        account = person.who.account_id
        return () if person.service_linked or account in self.managing else self._scps.get(account, ())


def _levels(levels: Sequence[Sequence[str]]) -> Iterator[tuple[Document, ...]]:
    yield from (tuple(parse_policy(text) for text in level) for level in levels)
