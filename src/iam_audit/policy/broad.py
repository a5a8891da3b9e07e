"""What a document says of resources that it does not name: a look at all of it that spares most questions a closer one.

Most statements name what they are about, so most documents say nothing of this kind of most actions.
"""

from typing import NamedTuple

from iam_audit.model import Account
from iam_audit.policy.asked import gist_of
from iam_audit.policy.catalogue import union
from iam_audit.policy.document import Effect, Statement
from iam_audit.policy.places import may_be_unnamed
from iam_audit.policy.remembering import by_identity


class Said(NamedTuple):
    """What one statement says that may speak of resources that nobody names."""

    statement: Statement
    actions: int
    """The listed ones."""
    of_anything: bool
    """Whether it surely speaks of whatever there is."""

    @property
    def allows_freely(self) -> bool:
        """Whether it allows its actions on anything, without conditions."""
        return self.of_anything and self.statement.effect is Effect.ALLOW and not self.statement.conditions


class Broad(NamedTuple):
    """The statements of a document that may speak of resources that nobody names."""

    said: tuple[Said, ...]
    allowed: int
    """The listed actions of which one speaks that allows."""
    limited: int
    """Those of which one says something else than that they are allowed on anything."""


@by_identity
def broad(statements: tuple[Statement, ...], account: Account) -> Broad:
    """Return what a document says of resources that nobody names."""
    spoken = zip(statements, gist_of(statements).spoken, strict=True)
    said = tuple([_said(one, actions) for one, actions in spoken if actions and _is_broad(one, account)])
    allowed = union([each.actions for each in said if each.statement.effect is Effect.ALLOW])
    limited = union([each.actions for each in said if not each.allows_freely])
    return Broad(said, allowed, limited)


def _said(statement: Statement, actions: int) -> Said:
    names = statement.resources
    return Said(statement, actions, of_anything=names is not None and "*" in names.texts)


def _is_broad(statement: Statement, account: Account) -> bool:
    return statement.resources is not None and may_be_unnamed(statement.resources, account)
