"""What a finding points at."""

import msgspec

BELONGS_TO_A_USER = frozenset(
    {"user", "access-key", "user-policy", "ssh-public-key", "service-specific-credential"}
)
"""Types of resources whose name is that of a user."""


class Resource(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One thing in one account, recognisable next week."""

    type: str
    """`access-key`, `user`, `root`, `account`, `group`, `role`, `policy`, ..."""
    id: str
    """Unique within account and type: the key id for a key (or user and slot when the id is unknown), else the name."""
    arn: str = ""
    """Empty when the thing has no ARN of its own, as access keys have none."""
    name: str
    """What a person calls it: for a key, its user."""
    account_id: str

    @property
    def user_name(self) -> str | None:
        """The IAM user that it is, or belongs to; None where there is none."""
        return self.name if self.type in BELONGS_TO_A_USER else None
