"""How much somebody can do: a tier, as a bound that is certain and one that is possible."""

from enum import StrEnum

import msgspec


class Tier(StrEnum):
    """What an attacker gains with a credential, the least first."""

    rank: int
    """0 for none, 5 for admin, 6 for unknown: sort by it to see the worst first."""

    NONE = "none"
    """Nothing but calls that are open to everybody."""
    READ = "read"
    """Settings and lists, no data."""
    WRITE = "write"
    """Changes to resources."""
    DATA = "data"
    """Secrets, credentials of other systems, or the content of data stores."""
    ESCALATES = "escalates"
    """A way to more power: to administrator's rights, or to somebody who has them or a way to them."""
    ADMIN = "admin"
    """Every action, or the certain power to give oneself every action."""
    UNKNOWN = "unknown"
    """What would decide it could not be read. It may be anything, so it ranks above all others."""

    __hash__ = str.__hash__  # that of Enum is slow, and this is a part of many keys

    def at_least(self, other: "Tier") -> bool:
        """Whether this is as much power as `other`, or more; what is unknown may be."""
        return self.rank >= other.rank


for _rank, _tier in enumerate(Tier):
    _tier.rank = _rank


class CredentialContext(StrEnum):
    """How a request is signed. The same user may do more in one than in another."""

    ACCESS_KEY = "access_key"
    """A long-term key by itself: such requests say nothing of MFA."""
    PASSWORD = "password"  # noqa: S105 - a way to sign in, not a secret
    """A console session without MFA."""
    MFA_SESSION = "mfa_session"
    """A session, of the console or by GetSessionToken, that was opened with MFA."""
    ROLE_SESSION = "role_session"
    """The temporary credentials of a role; nothing is known of MFA."""

    __hash__ = str.__hash__


class Bounds(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What is certain, and what is possible."""

    lower: Tier
    """Certain, as far as the account's own policies decide."""
    upper: Tier
    """Possible: under some condition, on some resource. Never less than `lower`."""


class EscalationPath(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One way to more power."""

    id: str
    title: str
    actions: tuple[str, ...]
    target: str | None = None
    """The ARN of whom or what the actions are used on; None when it lies outside what was read."""
    gains: Tier | None = None
    """What the target can do; None when that is not known."""
    certain: bool = False
    """No condition, boundary or denial can stand in the way, and the target can surely do what is gained."""
    decides: bool = True
    """Whether it raised the tier. What hangs on resources that were not read is only worth a look."""
    contexts: tuple[CredentialContext, ...] = ()


class Privilege(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What one user, role or set of documents can do."""

    lower: Tier
    """Certain in every context."""
    upper: Tier
    """Possible in some context."""
    contexts: dict[CredentialContext, Bounds]
    paths: tuple[EscalationPath, ...] = ()
    reasons: tuple[str, ...] = ()
    """What decided it, and what could not be read: clauses for a person."""
