"""The users, roles and permission sets of an account with what each can do. What fails is unknown, never an error."""

import logging
from collections.abc import Iterator, Mapping
from datetime import datetime

import msgspec

from iam_audit.model import (
    AttachedPolicy,
    Bounds,
    CredentialContext,
    InlinePolicy,
    NeverUsed,
    PermissionSet,
    Principal,
    PrincipalType,
    Privilege,
    Role,
    Snapshot,
    Tier,
    User,
)
from iam_audit.policy import privileges

logger = logging.getLogger(__name__)

SESSIONS = "/aws-reserved/sso.amazonaws.com/"
"""The path of the roles that IAM Identity Center makes of permission sets; nobody in an account can change them."""
TRUSTS_NOBODY = '{"Statement":[],"Version":"2012-10-17"}'


def principals_of(snapshot: Snapshot, now: datetime) -> tuple[Principal, ...]:
    """Return every user, role and permission set of an account, ordered by type and ARN."""
    known = _judged(snapshot, now)
    users = (_identity(PrincipalType.USER, user, known) for user in snapshot.users)
    roles = (_identity(PrincipalType.ROLE, role, known) for role in snapshot.roles)
    found = (*users, *roles, *_permission_sets(snapshot, now))
    ranks = {kind: rank for rank, kind in enumerate(PrincipalType)}
    return tuple(sorted(found, key=lambda one: (ranks[one.type], one.arn)))


def unknown(why: str) -> Privilege:
    """Return what is known of somebody whom nothing is known of."""
    return Privilege(lower=Tier.NONE, upper=Tier.UNKNOWN, contexts={}, reasons=(why,))


def bounds_by_key(principal: Principal) -> Bounds:
    """Return what a user can do with an access key alone."""
    whole = Bounds(lower=principal.privilege.lower, upper=principal.privilege.upper)
    return principal.privilege.contexts.get(CredentialContext.ACCESS_KEY, whole)


def _judged(snapshot: Snapshot, now: datetime) -> Mapping[str, Privilege] | str:
    """Return what everybody can do, or why that cannot be told."""
    try:
        return privileges(snapshot, now)
    except Exception as error:
        # The audit is worth having without the tiers, and a tier that is missing must not pass for a low one.
        logger.warning("privileges failed in account %s: %s", snapshot.account.id, type(error).__name__)
        logger.debug("privileges failed", exc_info=error)
        what = f"{type(error).__name__}: {error}"
        return f"working out the privileges failed with {what}; please report it as a bug"


def _privilege(known: Mapping[str, Privilege] | str, arn: str) -> Privilege:
    if isinstance(known, str):
        return unknown(known)
    return known.get(arn) or unknown("nothing was worked out for it; please report it as a bug")


def _identity(kind: PrincipalType, who: User | Role, known: Mapping[str, Privilege] | str) -> Principal:
    privilege = _privilege(known, who.arn)
    return Principal(arn=who.arn, type=kind, name=who.name, account_id=who.account_id, privilege=privilege)


def _permission_sets(snapshot: Snapshot, now: datetime) -> Iterator[Principal]:
    """Judge permission sets by the roles they would be in this account."""
    sets = [one for center in snapshot.identity_center for one in center.permission_sets]
    if not sets:
        return
    sessions = {one.arn: _session(one, snapshot, number) for number, one in enumerate(sets, start=1)}
    around = msgspec.structs.replace(snapshot, roles=(*snapshot.roles, *sessions.values()))
    known = _judged(around, now)
    for one in sets:
        yield Principal(
            arn=one.arn,
            type=PrincipalType.PERMISSION_SET,
            name=one.name,
            account_id=one.account_id,
            privilege=_privilege(known, sessions[one.arn].arn),
        )


def _session(one: PermissionSet, snapshot: Snapshot, number: int) -> Role:
    account = snapshot.account
    own = f"arn:{account.partition}:iam::{account.id}"
    customer = [f"{own}:policy{each.path}{each.name}" for each in one.customer_policies]
    arns = (*one.managed_policies, *customer)
    boundary = one.boundary
    return Role(
        name=f"{one.name}_{number}",
        arn=f"{own}:role{SESSIONS}{one.name}_{number}",
        account_id=account.id,
        path=SESSIONS,
        trust=TRUSTS_NOBODY,
        inline=(InlinePolicy(name="inline", document=one.inline),) if one.inline else (),
        attached=tuple(AttachedPolicy(name=arn.rpartition("/")[2], arn=arn) for arn in arns),
        boundary=f"{own}:policy{boundary}" if boundary and boundary.startswith("/") else boundary,
        last_used=NeverUsed(),
    )
