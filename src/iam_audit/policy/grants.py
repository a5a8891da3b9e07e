"""Whether a user can do anything at all.

A user has no permissions when nothing is left to them but calls that are open to everybody: what their
policies and those of their groups allow, within the permissions boundary, less what is denied, is empty;
and no role trusts them by name.

What a snapshot cannot show is not counted: policies of resources (a bucket, a key, a queue) that name the
user, roles in other accounts, and organization policies, which only take away. Neither is what the account's
password policy may let every user do, which is to change their own password.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias, assert_never

from iam_audit.model import Section, Snapshot, User, UserPermissions
from iam_audit.policy.document import Effect
from iam_audit.policy.facts import Facts, facts_of
from iam_audit.policy.holdings import Holdings, Unread, holdings
from iam_audit.policy.reading import Reading
from iam_audit.policy.scopes import ANYTHING, Scope, anything_in, anything_left, scopes
from iam_audit.policy.trust import Trust, trusts


@dataclass(frozen=True)
class NoPermissions:
    """It is proven that the user can do nothing."""

    because: str
    """A clause to follow "because"."""


@dataclass(frozen=True)
class SomePermissions:
    """Something is left to the user, or may be: a condition or a policy not read may still forbid it."""


@dataclass(frozen=True)
class CannotTell:
    """What would decide it could not be read."""

    because: str
    """A clause to follow "because"."""


Verdict: TypeAlias = NoPermissions | SomePermissions | CannotTell


def has_no_permissions(user: User, snapshot: Snapshot) -> bool | None:
    """Return True only when it is proven that the user can do nothing; None when we cannot tell."""
    verdict = permissions_of(user, snapshot)
    match verdict:
        case NoPermissions():
            return True
        case SomePermissions():
            return False
        case CannotTell():
            return None
        case _:
            assert_never(verdict)


def no_permissions_because(user: User, snapshot: Snapshot) -> str | None:
    """Return why the user can do nothing, as a clause to follow "because"; None when that is not proven."""
    verdict = permissions_of(user, snapshot)
    return verdict.because if isinstance(verdict, NoPermissions) else None


def permissions_of(user: User, snapshot: Snapshot) -> Verdict:
    """Say whether a user can do anything, and why they cannot or why that cannot be told.

    One permission that is left is enough to say so, even if other policies could not be read.
    """
    gap = snapshot.gap(Section.PERMISSIONS)
    if gap or user.permissions is None:
        why = gap.reason if gap else "the answer that lists them leaves the user out"
        return CannotTell(f"the user's policies and groups could not be read: {why}")
    facts = facts_of(user)
    held = holdings(user.permissions, snapshot)
    powers = _Powers.of(held, facts)
    allowed = any(powers.leave(granted) for granted in powers.allowed)
    if allowed and not isinstance(held.boundary, Unread):
        return SomePermissions()
    open_roles = [trust for trust in trusts(user, snapshot, facts) if powers.leave_trust(trust)]
    if any(trust.unread is None for trust in open_roles):
        return SomePermissions()
    doubt = next(_doubts(powers, held, open_roles, allowed=allowed), None)
    return CannotTell(doubt.because) if doubt else NoPermissions(_reason(powers, held, user.permissions))


@dataclass(frozen=True)
class _Powers:
    """The most that a user's policies allow, and the least that is denied."""

    allowed: tuple[Scope, ...]
    caps: tuple[Scope, ...]
    """What the permissions boundary allows; anything, when there is none."""
    denied: tuple[Scope, ...]

    @staticmethod
    def of(held: Holdings, facts: Facts) -> "_Powers":
        known = held.boundary if isinstance(held.boundary, tuple) else ()
        caps = scopes(known, Effect.ALLOW, facts, Reading.WIDEST)
        denials = scopes((*held.statements, *known), Effect.DENY, facts, Reading.NARROWEST)
        return _Powers(
            allowed=tuple(scopes(held.statements, Effect.ALLOW, facts, Reading.WIDEST)),
            caps=tuple(caps) if isinstance(held.boundary, tuple) else (ANYTHING,),
            denied=tuple(denials),
        )

    def leave(self, granted: Scope) -> bool:
        """Whether anything of `granted` is left within the boundary and after the denials."""
        return anything_left(granted, self.caps, self.denied)

    def leave_trust(self, trust: Trust) -> bool:
        """Whether a role may be taken on; a boundary does not limit what a role gives to a user by name."""
        denied = (*self.denied, *trust.denied)
        return any(anything_left(granted, (ANYTHING,), denied) for granted in trust.granted)


def _doubts(
    powers: _Powers, held: Holdings, open_roles: Iterable[Trust], *, allowed: bool
) -> Iterator[Unread]:
    """Yield what could not be read and might have held a permission."""
    if allowed and isinstance(held.boundary, Unread):
        yield held.boundary
    if powers.leave(ANYTHING):
        yield from held.unread
    yield from (trust.unread for trust in open_roles if trust.unread)


def _reason(powers: _Powers, held: Holdings, permissions: UserPermissions) -> str:
    if not held.policies:
        return (
            "the user's groups have no policies"
            if permissions.groups
            else "the user has no policy and no group"
        )
    allowed = (*powers.allowed, *((ANYTHING,) if held.unread else ()))
    if not any(anything_in(granted) for granted in allowed):
        return "the user's policies allow nothing"
    if not any(anything_left(granted, (ANYTHING,), ()) for granted in allowed):
        return "the user's policies allow only calls that anybody may make"
    if not anything_left(ANYTHING, powers.caps, ()):
        return "the user's permissions boundary allows nothing"
    if not any(anything_left(granted, powers.caps, ()) for granted in allowed):
        return "the user's permissions boundary allows none of what the policies allow"
    return "everything the user's policies allow is denied"
