"""Those who can do something in an account, each with what they can do."""

from enum import StrEnum

import msgspec

from iam_audit.model.privilege import Privilege


class PrincipalType(StrEnum):
    """What kind of identity it is."""

    USER = "user"
    ROLE = "role"
    PERMISSION_SET = "permission-set"


class Principal(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A user, a role or a permission set, and how much it can do."""

    arn: str
    type: PrincipalType
    name: str
    account_id: str
    """The account it is in; for a permission set, the one it was read from."""
    privilege: Privilege
