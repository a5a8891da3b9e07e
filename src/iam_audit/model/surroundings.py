"""What the organization around an account means for it."""

import msgspec

from iam_audit.model.privilege import Tier


class Guardrail(msgspec.Struct, frozen=True, kw_only=True):
    """One service control policy, as it weighs on an account."""

    name: str
    document: str | None = None
    """JSON text; None when it could not be read, or when nobody knows whether it is attached here."""


class GuardrailLevel(msgspec.Struct, frozen=True, kw_only=True):
    """The root, a unit or the account itself: one of its policies must allow, and none may deny."""

    name: str
    policies: tuple[Guardrail, ...]


class Neighbour(msgspec.Struct, frozen=True, kw_only=True):
    """A role in another account that lets in principals from outside, and what it can do there."""

    arn: str
    name: str
    account_id: str
    trust: str
    """JSON text of the trust policy."""
    lets_in: tuple[str, ...] | None
    """The accounts from which somebody may get in; None when that may be any."""
    lower: Tier
    upper: Tier


class Surroundings(msgspec.Struct, frozen=True, kw_only=True):
    """The organization as one of its accounts sees it."""

    accounts: tuple[str, ...] = ()
    """The ids of the accounts that are known to be of the organization."""
    guardrails: tuple[GuardrailLevel, ...] = ()
    """From the root down to the account; none where no service control policy limits it."""
    unread: str | None = None
    """Why it is not known, or not in full, what the service control policies leave; None when it is known."""
    neighbours: tuple[Neighbour, ...] = ()
    """Roles of the other accounts, in which a session may begin here."""
    units: tuple[str, ...] = ()
    """Ids and names of the root and the organizational units above the account; none where that is not known."""
