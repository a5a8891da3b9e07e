"""The nouns: a person or program that asks, and what it may."""

from datetime import datetime
from enum import StrEnum

import msgspec

from iam_audit.settings import Role


class Way(StrEnum):
    """How somebody proved who they are."""

    LOCAL = "local"
    """By sitting at the machine: the server listens on loopback only."""
    SESSION = "session"
    """By signing in with a browser."""
    TOKEN = "token"  # noqa: S105 - the name of a way
    """By an API token."""


class Who(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who asks the server for something."""

    name: str
    role: Role
    way: Way
    accounts: tuple[str, ...] = ()
    """The only accounts they may see; empty for all."""

    def sees(self, account_id: str) -> bool:
        """Whether they may see an account."""
        return not self.accounts or account_id in self.accounts


class Token(msgspec.Struct, frozen=True, kw_only=True):
    """An API token as it can be shown: without its secret, which nobody keeps."""

    id: str
    name: str
    role: Role
    accounts: tuple[str, ...] = ()
    """The only accounts it shows; empty for all."""
    created_at: datetime
    created_by: str
    expires_at: datetime
    revoked_at: datetime | None = None
    last_used_at: datetime | None = None
    """To the hour or so; None when it was never used."""

    def works_at(self, moment: datetime) -> bool:
        """Whether it opens anything at that moment."""
        return self.revoked_at is None and moment < self.expires_at


class NewToken(msgspec.Struct, frozen=True, kw_only=True):
    """A token that was just made; the only time that its secret is seen."""

    token: Token
    secret: str


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who signed in with a browser."""

    who: Who
    started_at: datetime
    seen_at: datetime
    expires_at: datetime
    """When it ends, however busy it is."""
    token_id: str | None = None
    """The token that was signed in with; the session ends with it."""


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """Something that somebody changed, as the log of changes keeps it."""

    id: int
    at: datetime
    who: str
    role: Role
    way: Way
    action: str
    """`waiver.create`, `plan.approve`, `token.revoke`, `session.start`, ..."""
    target: str
    """What was changed."""
    detail: dict[str, str] = {}
    """More about it; never a secret."""
