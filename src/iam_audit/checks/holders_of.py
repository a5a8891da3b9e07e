"""Which principals have one of AWS's policies attached."""

from collections.abc import Iterator

from iam_audit.model import Snapshot


def roles_with(policy: str, snapshot: Snapshot) -> Iterator[str]:
    """Yield the names of the roles that have an AWS managed policy of this name attached."""
    return (role.name for role in snapshot.roles if any(_is(one.arn, policy) for one in role.attached))


def users_with(policy: str, snapshot: Snapshot) -> Iterator[str]:
    """Yield the names of the users who have it attached, or are in a group that has."""
    groups = {group.name for group in snapshot.groups if any(_is(one.arn, policy) for one in group.attached)}
    for user in snapshot.users:
        mine = user.permissions
        if mine and (any(_is(one.arn, policy) for one in mine.attached) or groups.intersection(mine.groups)):
            yield user.name


def _is(arn: str, policy: str) -> bool:
    parts = arn.split(":", 5)
    return parts[4] == "aws" and parts[5].rpartition("/")[2] == policy
