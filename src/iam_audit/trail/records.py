"""What CloudTrail tells of one thing that happened to a user or a credential."""

from datetime import datetime

import msgspec

NAMES = (
    "CreateAccessKey",
    "CreateLoginProfile",
    "CreateUser",
    "DeleteAccessKey",
    "DeleteLoginProfile",
    "DeleteUser",
    "UpdateAccessKey",
    "UpdateLoginProfile",
)
"""The events that make, change, switch or end a credential."""


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """Who did it. What the caller says of itself, such as the user agent, proves nothing."""

    type: str = ""
    """`IAMUser`, `AssumedRole`, `Root`, `AWSService`, ..., as CloudTrail has it."""
    arn: str = ""
    name: str = ""
    """The user, or the name of the session."""
    role: str = ""
    """The role of a session."""
    key_id: str = ""
    user_agent: str = ""
    source_ip: str = ""

    @property
    def label(self) -> str:
        """What to call them in a line."""
        return self.arn or self.name or self.type or "unknown"


class TrailEvent(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that happened."""

    id: str
    name: str
    at: datetime
    account_id: str
    region: str = ""
    user_name: str = ""
    """The user whom it happened to; empty where CloudTrail does not say."""
    key_id: str = ""
    status: str = ""
    """What an access key was set to: `Active` or `Inactive`."""
    actor: Actor = Actor()

    @property
    def what(self) -> str:
        """The event in words, with what it was set to."""
        return f"{self.name} ({self.status})" if self.status else self.name
