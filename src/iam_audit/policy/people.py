"""The users and roles of the snapshots, each with the documents that reach them."""

from collections.abc import Iterator
from dataclasses import dataclass

from iam_audit.model import AttachedPolicy, Gap, Role, Section, Snapshot, User, UserPermissions
from iam_audit.policy.document import Statement
from iam_audit.policy.guardrails import is_readable, statements_of
from iam_audit.policy.holdings import Holdings, Unread, holdings, policy_names

Document = tuple[Statement, ...]
BOUNDARY = "the permissions boundary"
SERVICE_LINKED, OF_IDENTITY_CENTER = "/aws-service-role/", "/aws-reserved/"


@dataclass(frozen=True)
class Source:
    """One policy that reaches somebody."""

    name: str
    document: Document | Unread
    limit: str = ""
    """Which limit it is a part of: the permissions boundary, or a level of the organization; empty for none."""

    @property
    def limits(self) -> bool:
        """Whether it allows nothing by itself."""
        return bool(self.limit)

    @property
    def statements(self) -> Document:
        """What it says; nothing when it could not be read."""
        return () if isinstance(self.document, Unread) else self.document


@dataclass(frozen=True, eq=False)
class Person:
    """A user or a role, and what its policies say."""

    who: User | Role
    documents: tuple[Document, ...]
    """Each once, also when several groups bring it."""
    boundary: Document | Unread | None = None
    unread: tuple[Unread, ...] = ()
    groups: tuple[str, ...] = ()
    """The ARNs of a user's groups."""
    policies: tuple[str, ...] = ()
    """The ARNs of the managed policies that reach them, but for AWS's own, which nobody can change."""

    @property
    def guarded(self) -> bool:
        """Whether AWS lets nobody in the account change it."""
        return isinstance(self.who, Role) and self.who.path.startswith((SERVICE_LINKED, OF_IDENTITY_CENTER))

    @property
    def service_linked(self) -> bool:
        """Whether it belongs to an AWS service; organization policies leave those alone."""
        return isinstance(self.who, Role) and self.who.path.startswith(SERVICE_LINKED)


def people(snapshot: Snapshot) -> Iterator[Person]:
    """Yield the users and roles of an account."""
    yield from (_user(user, snapshot) for user in snapshot.users)
    yield from (_role(role, snapshot) for role in snapshot.roles)


def sources(who: User | Role, snapshot: Snapshot) -> Iterator[Source]:
    """Yield the policies that reach a user or role, by name; the boundary last."""
    kind = "user" if isinstance(who, User) else "role"
    permissions = who.permissions if isinstance(who, User) else _permissions(who)
    gap = snapshot.gap(Section.PERMISSIONS) if isinstance(who, User) else None
    if permissions is None or gap:
        yield Source(f"the list of the policies of the {kind}", _unlisted(gap))
        return
    held = holdings(permissions, snapshot, f"the {kind}")
    yield from map(Source, policy_names(permissions, snapshot, f"the {kind}"), held.policies)
    if held.boundary is not None:
        yield Source(f"the permissions boundary {permissions.boundary}", held.boundary, limit=BOUNDARY)
    yield from _guardrails(who, snapshot)


def _guardrails(who: User | Role, snapshot: Snapshot) -> Iterator[Source]:
    """Yield the service control policies above somebody; those that are unread in the place of what they say."""
    around = snapshot.surroundings
    exempt = isinstance(who, Role) and who.path.startswith(SERVICE_LINKED)
    for level in around.guardrails if around and not exempt else ():
        limit = f"the service control policies of {level.name}"
        for one in level.policies:
            known = statements_of(one) if is_readable(one) else Unread(f"{one.name} could not be read")
            yield Source(f"the service control policy {one.name} of {level.name}", known, limit=limit)


def documents_of_groups(snapshot: Snapshot) -> Iterator[tuple[str, tuple[Document, ...]]]:
    """Yield the ARN of each group, and what its policies say as far as they can be read."""
    for group in snapshot.groups:
        permissions = UserPermissions(inline=group.inline, attached=group.attached)
        held = holdings(permissions, snapshot, f"the group {group.name}")
        yield group.arn, tuple(each for each in held.policies if not isinstance(each, Unread))


def _user(user: User, snapshot: Snapshot) -> Person:
    gap = snapshot.gap(Section.PERMISSIONS)
    if gap or user.permissions is None:
        return Person(user, (), unread=(_unlisted(gap),))
    groups = [group for name in user.permissions.groups if (group := snapshot.groups_by_name.get(name))]
    attached = [*user.permissions.attached, *(each for group in groups for each in group.attached)]
    held = holdings(user.permissions, snapshot)
    return _person(user, held, attached, tuple(group.arn for group in groups))


def _role(role: Role, snapshot: Snapshot) -> Person:
    return _person(role, holdings(_permissions(role), snapshot, "the role"), list(role.attached), ())


def _permissions(role: Role) -> UserPermissions:
    return UserPermissions(inline=role.inline, attached=role.attached, boundary=role.boundary)


def _unlisted(gap: Gap | None) -> Unread:
    why = gap.reason if gap else "the answer that lists them leaves the user out"
    return Unread(f"the policies and groups could not be read: {why}")


def _person(
    who: User | Role, held: Holdings, attached: list[AttachedPolicy], groups: tuple[str, ...]
) -> Person:
    documents = {id(each): each for each in held.policies if not isinstance(each, Unread)}
    own = tuple([each.arn for each in attached if ":iam::aws:" not in each.arn])
    return Person(who, tuple(documents.values()), held.boundary, held.unread, groups, own)
