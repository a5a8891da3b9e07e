"""The policies of an account, managed or inline, and whom they reach."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import islice

import msgspec

from iam_audit.checks.base import Facts, Population
from iam_audit.errors import PolicyError
from iam_audit.model import (
    Account,
    Group,
    InlinePolicy,
    Resource,
    Role,
    Section,
    Severity,
    Snapshot,
    User,
)
from iam_audit.policy.broad import broad
from iam_audit.policy.catalogue import EVERYTHING
from iam_audit.policy.document import Statements, parse_policy

Holder = User | Group | Role
SERVICE_LINKED = "/aws-service-role/"
SHOWN = 20
"""How many names a piece of evidence lists before it only counts."""
MANAGED = (Section.POLICIES,)
INLINE = (Section.USERS, Section.PERMISSIONS, Section.GROUPS, Section.ROLES)


class OwnPolicy(msgspec.Struct, frozen=True, dict=True):
    """One policy, wherever it is kept."""

    resource: Resource
    document: str | None
    """None when it is not in the snapshot."""
    words: str
    """How a sentence begins that is about it."""
    account: Account
    holders: tuple[Holder, ...] = ()
    """What it is attached to or embedded in, as far as that could be read."""
    of_aws: bool = False
    """Whether AWS has written it, so that it cannot be changed."""
    attached: bool = True
    """Whether anything holds it."""
    as_boundary: bool = False
    """Whether it is in use as a permissions boundary."""

    @cached_property
    def statements(self) -> Statements | str:
        """What it says; a sentence where that is not known."""
        if self.document is None:
            return f"{self.words} is not in the snapshot with its document."
        try:
            return parse_policy(self.document)
        except PolicyError as error:
            return f"{self.words} cannot be understood: {error}."

    @cached_property
    def allowed_broadly(self) -> int:
        """The listed actions that it may allow on resources that it does not name; all, where it cannot be read."""
        statements = self.statements
        return EVERYTHING if isinstance(statements, str) else broad(statements, self.account).allowed

    @property
    def boundary_only(self) -> bool:
        """Whether its only use is to limit others, so that it gives nothing."""
        return self.as_boundary and not self.attached


def customer_policies(snapshot: Snapshot) -> Iterator[OwnPolicy]:
    """Yield the customer managed policies that can give permissions: not those used as a boundary only."""
    return (policy for policy in all_customer_policies(snapshot) if not policy.boundary_only)


def all_customer_policies(snapshot: Snapshot) -> Iterator[OwnPolicy]:
    """Yield the customer managed policies."""
    return (policy for policy in managed_policies(snapshot) if not policy.of_aws)


def managed_policies(snapshot: Snapshot) -> tuple[OwnPolicy, ...]:
    """Return all managed policies, those of AWS included."""
    return snapshot.once(managed_policies, lambda account: tuple(_managed(account)))


def _managed(snapshot: Snapshot) -> Iterator[OwnPolicy]:
    held = snapshot.policy_holders
    for policy in snapshot.policies:
        yield OwnPolicy(
            resource=policy.resource,
            document=policy.document,
            words=f"The policy {policy.name}",
            account=snapshot.account,
            holders=held.get(policy.arn, ()),
            of_aws=policy.aws_managed,
            attached=bool(policy.attachment_count or held.get(policy.arn)),
            as_boundary=bool(policy.boundary_count),
        )


def attached_policies(snapshot: Snapshot) -> Iterator[OwnPolicy]:
    """Yield the managed policies that something has attached, also those that are not in the snapshot."""
    for arn, held in snapshot.policy_holders.items():
        name = arn.rpartition("/")[2]
        yield OwnPolicy(
            resource=Resource(type="policy", id=arn, arn=arn, name=name, account_id=snapshot.account.id),
            document=None,
            words=f"The policy {name}",
            account=snapshot.account,
            holders=held,
            of_aws=arn.split(":")[4] == "aws",
        )


def inline_policies(snapshot: Snapshot) -> tuple[OwnPolicy, ...]:
    """Return the inline policies of users, groups and roles."""
    return snapshot.once(inline_policies, lambda account: tuple(_embedded(account)))


def _embedded(snapshot: Snapshot) -> Iterator[OwnPolicy]:
    for holder in holders(snapshot):
        for policy in _inline(holder):
            place = Resource(
                type=f"{holder.resource.type}-policy",
                id=f"{holder.name}/{policy.name}",
                name=holder.name,
                account_id=holder.account_id,
            )
            words = f"The inline policy {policy.name} of the {holder.resource.type} {holder.name}"
            yield OwnPolicy(place, policy.document, words, snapshot.account, (holder,))


def own_policies(snapshot: Snapshot) -> Iterator[OwnPolicy]:
    """Yield the customer managed policies that can give permissions, and the inline ones."""
    yield from customer_policies(snapshot)
    yield from inline_policies(snapshot)


def holders(snapshot: Snapshot) -> Iterator[Holder]:
    """Yield whatever can hold a policy."""
    yield from snapshot.users
    yield from snapshot.groups
    yield from snapshot.roles


def members_of(group: Group, snapshot: Snapshot) -> list[User]:
    """Return the users in a group, as far as their groups could be read."""
    return snapshot.once(members_of, _members).get(group.name, [])


def _members(snapshot: Snapshot) -> dict[str, list[User]]:
    found: dict[str, list[User]] = defaultdict(list)
    for user in snapshot.users:
        for name in user.permissions.groups if user.permissions else ():
            found[name].append(user)
    return found


def reach_facts(policy: OwnPolicy, snapshot: Snapshot) -> Facts:
    """Return whom a policy reaches as evidence, and which of them a permissions boundary may hold back."""
    known = snapshot.once(reach_facts, _nothing_yet)
    facts = known.get(policy.resource)
    if facts is None:
        facts = known[policy.resource] = _reach_facts(policy, snapshot)
    return facts


def _nothing_yet(_: Snapshot) -> dict[Resource, Facts]:
    """What a policy reaches is told by every check that has something to say of it."""
    return {}


def _reach_facts(policy: OwnPolicy, snapshot: Snapshot) -> Facts:
    reached = {label(holder): holder for holder in _with_members(policy.holders, snapshot)}
    bounded = [name for name, holder in reached.items() if _boundary(holder)]
    unread = snapshot.once("inline policies unread", lambda account: bool(account.missing(INLINE)))
    return {
        "principals": listed(reached) if reached or not unread else None,
        "principal_count": None if unread else len(reached),
        **({"within_a_boundary": listed(bounded)} if bounded else {}),
    }


def label(holder: Holder) -> str:
    """Return a holder as `user/alice`."""
    return f"{holder.resource.type}/{holder.name}"


def listed(names: Iterable[str], count: int | None = None) -> str:
    """Return names one after the other; of many, the first, and how many more there are.

    Whoever knows how many there are spares us to write all of them out.
    """
    given = list(names if count is None else islice(names, SHOWN))
    total = len(given) if count is None else count
    return ", ".join(given[:SHOWN]) + (f" and {total - SHOWN} more" if total > SHOWN else "")


def milder(severity: Severity) -> Severity:
    """Return the next severity down."""
    steps = list(Severity)
    return steps[min(severity.rank + 1, len(steps) - 1)]


def _with_members(direct: Iterable[Holder], snapshot: Snapshot) -> Iterator[Holder]:
    for holder in direct:
        yield holder
        if isinstance(holder, Group):
            yield from members_of(holder, snapshot)


def _boundary(holder: Holder) -> str | None:
    match holder:
        case User():
            return holder.permissions.boundary if holder.permissions else None
        case Role():
            return holder.boundary
        case _:
            return None


def _inline(holder: Holder) -> tuple[InlinePolicy, ...]:
    if isinstance(holder, User):
        return holder.permissions.inline if holder.permissions else ()
    return holder.inline


OF_CUSTOMER = Population("customer managed policies", customer_policies)
OF_HOLDERS = Population("inline policies", inline_policies)
OF_BOTH = Population("customer managed and inline policies", own_policies)
