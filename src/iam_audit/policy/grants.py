"""Whether a user can do anything at all."""

from iam_audit.model import Section, Snapshot, User

NEEDED = (Section.PERMISSIONS, Section.GROUPS, Section.ROLES)


def has_no_permissions(user: User, snapshot: Snapshot) -> bool | None:
    """Return True only when it is proven that the user can do nothing; None when we cannot tell."""
    if user.permissions is None or snapshot.missing(NEEDED):
        return None
    if user.permissions.inline or user.permissions.attached:
        return None
    groups = [snapshot.groups_by_name.get(name) for name in user.permissions.groups]
    if any(group is None or group.inline or group.attached for group in groups):
        return None
    return None if any(user.arn in role.trust or "*" in role.trust for role in snapshot.roles) else True


def no_permissions_because(user: User, snapshot: Snapshot) -> str | None:
    """Return why the user can do nothing, as words to follow "because"; None when that is not proven."""
    return "no policy reaches the user" if has_no_permissions(user, snapshot) else None
