"""What a document says of resources that it does not name: a look at all of it that spares most questions a closer one.

Most statements name what they are about, so most documents say nothing of this kind of most actions.
"""

from typing import NamedTuple

from iam_audit.model import Account
from iam_audit.policy.asked import gist_of, union
from iam_audit.policy.document import Effect, Statement
from iam_audit.policy.places import may_be_unnamed
from iam_audit.policy.remembering import by_identity


class Broad(NamedTuple):
    """The statements of a document that may speak of resources that nobody names."""

    said: tuple[tuple[Statement, int], ...]
    """With the listed actions of which each speaks."""
    allowed: int
    """The listed actions of which one speaks that allows."""


@by_identity
def broad(statements: tuple[Statement, ...], account: Account) -> Broad:
    """Return what a document says of resources that nobody names."""
    spoken = zip(statements, gist_of(statements).spoken, strict=True)
    said = tuple([(one, actions) for one, actions in spoken if actions and _is_broad(one, account)])
    return Broad(said, union([actions for one, actions in said if one.effect is Effect.ALLOW]))


def _is_broad(statement: Statement, account: Account) -> bool:
    return statement.resources is not None and may_be_unnamed(statement.resources, account)
