"""Small accounts for the checks of privilege, and what those say of them."""

from policies import NOT_JSON, WITH_MFA, allow

from builders import ACCOUNT_ID, permissions, policy, snapshot, user
from iam_audit.model import InlinePolicy, Role, Snapshot, User
from whole_roles import OWN_ROOT, document, role, trusting

WHEN_TAGGED = {"StringEquals": {"aws:RequestTag/team": "ops"}}
"""A condition of which nobody knows whether it holds."""
ROLES = f"arn:aws:iam::{ACCOUNT_ID}:role/"
USERS = f"arn:aws:iam::{ACCOUNT_ID}:user/"
UNREADABLE = InlinePolicy(name="broken", document=NOT_JSON)


def given(*statements: dict[str, object]) -> InlinePolicy:
    return policy("given", document(*statements))


def person(*statements: dict[str, object], name: str = "alice", **fields: object) -> User:
    return user(name, permissions=permissions(inline=(given(*statements),)), **fields)


def puzzle(name: str = "alice", **fields: object) -> User:
    """A user with a policy that cannot be read."""
    return user(name, permissions=permissions(inline=(UNREADABLE,)), **fields)


def actor(*statements: dict[str, object], name: str = "ops", trust: object = None, **fields: object) -> Role:
    return role(name, trust or trusting({"AWS": OWN_ROOT}), inline=(given(*statements),), **fields)


def account_of(*who: User | Role, **fields: object) -> Snapshot:
    users = tuple(one for one in who if isinstance(one, User))
    return snapshot(users=users, roles=tuple(one for one in who if isinstance(one, Role)), **fields)


ALL = allow()
ALL_WITH_MFA = allow(**WITH_MFA)
ALL_WHEN_TAGGED = allow(**WHEN_TAGGED)
