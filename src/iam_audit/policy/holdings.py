"""Which policies reach a user: their own, those of their groups, the boundary; and which we do not have."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from iam_audit.errors import PolicyError
from iam_audit.model import AttachedPolicy, InlinePolicy, Section, Snapshot, UserPermissions
from iam_audit.policy.document import Statement, parse_policy


@dataclass(frozen=True)
class Unread:
    """A policy or group that is known of and cannot be read."""

    because: str
    """A clause to follow "because"."""


Policy: TypeAlias = tuple[Statement, ...] | Unread
"""The statements of a policy, or why they are not known."""


@dataclass(frozen=True)
class Holdings:
    """The policies of one user or role."""

    policies: tuple[Policy, ...]
    boundary: Policy | None
    """None when there is no permissions boundary."""

    @property
    def statements(self) -> tuple[Statement, ...]:
        """Everything that the policies say, as far as they could be read."""
        return tuple(one for policy in self.policies if not isinstance(policy, Unread) for one in policy)

    @property
    def unread(self) -> tuple[Unread, ...]:
        """The policies, and groups, that could not be read; the boundary is apart."""
        return tuple(policy for policy in self.policies if isinstance(policy, Unread))


def holdings(permissions: UserPermissions, snapshot: Snapshot, holder: str = "the user") -> Holdings:
    """Collect the policies that reach a user, or a role, which has no groups."""
    boundary = permissions.boundary
    return Holdings(
        policies=tuple(_policies(permissions, snapshot, holder)),
        boundary=_managed(boundary, "the permissions boundary", snapshot) if boundary else None,
    )


def policy_names(permissions: UserPermissions, snapshot: Snapshot, holder: str) -> Iterator[str]:
    """Yield what the policies of `holdings` are called, in the same order."""
    yield from _names_of_own(permissions.inline, permissions.attached, holder)
    for name in permissions.groups:
        group = snapshot.groups_by_name.get(name)
        if group is None:
            yield f"the group {name}"
        else:
            yield from _names_of_own(group.inline, group.attached, f"the group {name}")


def _names_of_own(
    inline: tuple[InlinePolicy, ...], attached: tuple[AttachedPolicy, ...], holder: str
) -> Iterator[str]:
    yield from (f"the inline policy {each.name} of {holder}" for each in inline)
    yield from (f"the policy {each.arn}" for each in attached)


def _policies(permissions: UserPermissions, snapshot: Snapshot, holder: str) -> list[Policy]:
    found = _own(permissions.inline, permissions.attached, holder, snapshot)
    known = snapshot.once(_of_group, _nothing_yet)
    for name in permissions.groups:
        if name not in known:
            known[name] = _of_group(name, snapshot)
        found += known[name]
    return found


def _nothing_yet(_: Snapshot) -> dict[str, list[Policy]]:
    """The policies of a group are those of all its members."""
    return {}


def _of_group(name: str, snapshot: Snapshot) -> list[Policy]:
    group = snapshot.groups_by_name.get(name)
    if group is None:
        return [Unread(_absent(f"the group {name}", snapshot, Section.GROUPS))]
    return _own(group.inline, group.attached, f"the group {name}", snapshot)


def _own(
    inline: tuple[InlinePolicy, ...], attached: tuple[AttachedPolicy, ...], holder: str, snapshot: Snapshot
) -> list[Policy]:
    embedded = [_parsed(each.document, "the inline policy", each.name, "of", holder) for each in inline]
    return embedded + [_managed(each.arn, "the policy", snapshot) for each in attached]


def _managed(arn: str, what: str, snapshot: Snapshot) -> Policy:
    policy = snapshot.policies_by_arn.get(arn)
    document = policy.document if policy else None
    if document is None:
        return Unread(_absent(f"{what} {arn}", snapshot, Section.POLICIES))
    return _parsed(document, what, arn)


def _parsed(document: str, *words: str) -> Policy:
    """Read a document; the words for it are only put together where it cannot be read."""
    try:
        return parse_policy(document)
    except PolicyError as error:
        return Unread(f"{' '.join(words)} cannot be understood: {error}")


def _absent(what: str, snapshot: Snapshot, section: Section) -> str:
    gap = snapshot.gap(section)
    return f"{what} could not be read: {gap.reason}" if gap else f"{what} is not in the snapshot"
