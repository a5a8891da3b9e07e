"""What the checks of IAM Identity Center share."""

import re
from collections.abc import Iterator

from iam_audit.checks.base import Population
from iam_audit.model import IdentityCenter, PermissionSet, Snapshot, SsoGroup, SsoUser

DURATION = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")
"""ISO 8601, as far as a session can use it."""


def in_use(snapshot: Snapshot) -> bool:
    """Whether the account sees an instance that is at work."""
    return any(one.status in (None, "ACTIVE") for one in snapshot.sso_instances)


def permission_sets(snapshot: Snapshot) -> Iterator[PermissionSet]:
    """Yield the permission sets of all instances."""
    return (one for center in snapshot.identity_center for one in center.permission_sets)


def sso_users(center: IdentityCenter) -> dict[str, SsoUser]:
    """Return the users of an instance by id."""
    return {user.id: user for user in center.users}


def assigned(center: IdentityCenter, kind: str) -> dict[str, list[PermissionSet]]:
    """Return the permission sets by the id of the principals of a kind that have them."""
    found: dict[str, list[PermissionSet]] = {}
    for one in center.permission_sets:
        for principal in dict.fromkeys(
            each.principal_id for each in one.assignments if each.principal_kind == kind
        ):
            found.setdefault(principal, []).append(one)
    return found


def groups_with_access(snapshot: Snapshot) -> Iterator[SsoGroup]:
    """Yield the groups that have some permission set."""
    for center in snapshot.identity_center:
        holders = assigned(center, "GROUP")
        yield from (group for group in center.groups if group.id in holders)


def hours(duration: str) -> float | None:
    """Return how many hours an ISO 8601 duration is; None when it is none."""
    match = DURATION.fullmatch(duration)
    if not match or not any(match.groups()):
        return None
    days, whole, minutes, seconds = (int(part or 0) for part in match.groups())
    return days * 24 + whole + minutes / 60 + seconds / 3600


PERMISSION_SETS = Population("permission sets", permission_sets)
GROUPS_WITH_ACCESS = Population("groups of Identity Center with access", groups_with_access)
