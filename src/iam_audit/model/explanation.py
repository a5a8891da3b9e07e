"""Why somebody may do something, or may not, statement by statement."""

from enum import StrEnum

import msgspec

from iam_audit.model.privilege import CredentialContext


class Decision(StrEnum):
    """How a request ends."""

    ALLOWED = "allowed"
    POSSIBLE = "possible"
    """It hangs on a condition, on the resource, or on a policy that could not be read."""
    DENIED = "denied"


class ConditionAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """One condition of a statement, and whether it holds; None where that differs from request to request."""

    text: str
    holds: bool | None


class StatementAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """One statement that speaks of the action, and whether it applies."""

    source: str
    """The policy, as a person would name it."""
    number: int
    """Its place in the policy, from 1."""
    effect: str
    """`Allow` or `Deny`."""
    limits: bool = False
    """Whether it stands in a permissions boundary or a policy of the organization; by those nothing is allowed."""
    limit: str = ""
    """Which of them; one statement of each has to allow."""
    resource: bool | None
    """Whether it is about the resource; None when about part of it."""
    conditions: tuple[ConditionAnswer, ...] = ()
    applies: bool | None
    """None when it applies to some requests and not to others."""


class ContextExplanation(msgspec.Struct, frozen=True, kw_only=True):
    """The answer for one kind of credential."""

    context: CredentialContext
    decision: Decision
    because: str
    """A clause to follow "because"."""
    statements: tuple[StatementAnswer, ...] = ()


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """Whether somebody may use an action on a resource, for each kind of credential."""

    arn: str
    action: str
    resource: str
    unread: tuple[str, ...] = ()
    """The policies that could not be read, as clauses."""
    contexts: tuple[ContextExplanation, ...] = ()
