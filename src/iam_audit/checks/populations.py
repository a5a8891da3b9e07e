"""The populations that several checks look at."""

from collections.abc import Iterator

from iam_audit.checks.base import Population
from iam_audit.model import AccessKey, Snapshot, User


def active_keys(snapshot: Snapshot) -> Iterator[AccessKey]:
    """Yield the keys of users that are switched on, or may be."""
    return (key for key in snapshot.access_keys if key.active is not False)


def inactive_keys(snapshot: Snapshot) -> Iterator[AccessKey]:
    """Yield the keys of users that are switched off but still there."""
    return (key for key in snapshot.access_keys if key.active is False)


def console_users(snapshot: Snapshot) -> Iterator[User]:
    """Yield the users who have a console password, or may have one."""
    return (user for user in snapshot.users if user.password.enabled is not False)


ACTIVE_KEYS = Population("active access keys", active_keys)
INACTIVE_KEYS = Population("inactive access keys", inactive_keys)
USERS = Population("users", lambda snapshot: snapshot.users)
CONSOLE_USERS = Population("users with a console password", console_users)
ROOT = Population("root users", lambda snapshot: (snapshot.root,) if snapshot.root else ())
ACCOUNT = Population("accounts", lambda snapshot: (snapshot.account,))
