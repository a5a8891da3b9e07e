"""The populations that several checks look at."""

from collections.abc import Iterator

import msgspec

from iam_audit.checks.base import Population
from iam_audit.model import AccessKey, Kind, Resource, Role, Root, Snapshot, User

AWS_PATHS = ("/aws-service-role/", "/aws-reserved/")
"""Where AWS keeps roles that only AWS can change."""


class Thing(msgspec.Struct, frozen=True):
    """What a finding points at when that is no noun of its own: a group that is not there, a policy of a
    user.
    """

    resource: Resource


def active_keys(snapshot: Snapshot) -> Iterator[AccessKey]:
    """Yield the keys of users that are switched on, or may be."""
    return (key for key in snapshot.access_keys if key.active is not False)


def inactive_keys(snapshot: Snapshot) -> Iterator[AccessKey]:
    """Yield the keys of users that are switched off but still there, or may be."""
    return (key for key in snapshot.access_keys if key.active is not True)


def console_users(snapshot: Snapshot) -> Iterator[User]:
    """Yield the users who have a console password, or may have one."""
    return (user for user in snapshot.users if user.password.enabled is not False)


def is_machine(user: User, snapshot: Snapshot) -> bool:
    """Whether the rules of the settings call a user a program."""
    return snapshot.kinds.get(user.name) is Kind.MACHINE


def own_roles(snapshot: Snapshot) -> Iterator[Role]:
    """Yield the roles that the account can change: not those that belong to AWS services or Identity Center.

    See "Create a service-linked role" and "Permission sets" in the user guides of IAM and Identity Center.
    """
    return (role for role in snapshot.roles if not role.path.startswith(AWS_PATHS))


def root_user(snapshot: Snapshot) -> Root | Thing:
    """Return the account's root user, which is always there, whether or not we could read of it."""
    account = snapshot.account
    nothing_known = Resource(type="root", id="root", arn=account.arn, name="root", account_id=account.id)
    return snapshot.root or Thing(nothing_known)


ACTIVE_KEYS = Population("active access keys", active_keys)
INACTIVE_KEYS = Population("inactive access keys", inactive_keys)
GROUPS = Population("groups", lambda snapshot: snapshot.groups)
OWN_ROLES = Population("roles that the account can change", own_roles)
USERS = Population("users", lambda snapshot: snapshot.users)
CONSOLE_USERS = Population("users with a console password", console_users)
ROOT = Population("root users", lambda snapshot: (root_user(snapshot),))
ACCOUNT = Population("accounts", lambda snapshot: (snapshot.account,))
