"""What somebody can do who holds just some documents, in an account where there is nobody else."""

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache

from iam_audit.model import (
    Account,
    CredentialContext,
    EscalationPath,
    InlinePolicy,
    NeverUsed,
    Privilege,
    Role,
    Snapshot,
    UserPermissions,
)
from iam_audit.policy.holdings import Unread, holdings
from iam_audit.policy.ladder import Ladder
from iam_audit.policy.openings import retired
from iam_audit.policy.paths import paths
from iam_audit.policy.people import OF_IDENTITY_CENTER, Document, Person
from iam_audit.policy.ranking import judged, standing_of
from iam_audit.policy.standing import Cases
from iam_audit.policy.world import World

NEVER = datetime.fromtimestamp(0, UTC)
NAME = "holder-of-documents"


def privilege_of_documents(
    documents: Iterable[str], *, account: Account, now: datetime | None, permission_set: bool = False
) -> Privilege:
    """Return what somebody can do in an account who holds just these documents.

    Nobody in an account can change the role of a permission set, so that does not count as a way to more.
    """
    return _holder(account, now, permission_set).privilege(tuple(documents))


def ways_of_document(document: Document, account: Account) -> tuple[EscalationPath, ...]:
    """Return the ways to more of somebody in an account who holds just one document."""
    return _holder(account, None, False).ways(document)


class _Holder:
    """A role with whatever documents; what does not depend on them is worked out once."""

    def __init__(self, account: Account, now: datetime | None, path: str) -> None:
        arn = f"arn:{account.partition}:iam::{account.id}:role{path}{NAME}"
        self._role = Role(
            name=NAME,
            arn=arn,
            account_id=account.id,
            path=path,
            trust='{"Version":"2012-10-17","Statement":[]}',
            last_used=NeverUsed(),
        )
        self._account = Snapshot(account=account, collected_at=now or NEVER, roles=(self._role,))
        self._now = now
        self._cases = self._opened()
        self._ladder = Ladder((), self._cases.world.targets)

    def privilege(self, documents: tuple[str, ...]) -> Privilege:
        """Return what the role can do with some documents."""
        person = self._person(documents)
        cases = self._cases_for(person.documents)
        found = judged(cases, (person,))[self._role.arn]
        cases.world.forget()
        return found

    def ways(self, document: Document) -> tuple[EscalationPath, ...]:
        """Return the ways to more of a role with one document: as nobody else is there, those it can go alone."""
        # An action that the catalogue lacks opens no way, unless a way takes it: for the others no bit is needed.
        cases = self._cases_for((document,)) if retired() else self._cases
        case = cases.open(Person(self._role, (document,)), CredentialContext.ROLE_SESSION)
        found = paths((standing_of(case, cases.world, cases, ()),), self._ladder)
        cases.forget()
        cases.world.forget()
        return found

    def _cases_for(self, documents: tuple[Document, ...]) -> Cases:
        # What one document makes up is not to be a part of the wildcards of another.
        if all(map(self._cases.world.vocabulary.knows, documents)):
            return self._cases
        cases = self._opened()
        cases.world.lexicon.learn(documents)
        return cases

    def _opened(self) -> Cases:
        return Cases(World((self._account,), self._now))

    def _person(self, documents: tuple[str, ...]) -> Person:
        inline = tuple(
            InlinePolicy(name=f"document-{n}", document=each) for n, each in enumerate(documents, start=1)
        )
        held = holdings(UserPermissions(inline=inline), self._account, "the role")
        read = {id(each): each for each in held.policies if not isinstance(each, Unread)}
        return Person(self._role, tuple(read.values()), unread=held.unread)


@lru_cache(maxsize=4)
def _holder(account: Account, now: datetime | None, permission_set: bool) -> _Holder:  # noqa: FBT001 - a key
    """Documents are judged by themselves one after the other, and many belong to one account."""
    return _Holder(account, now, f"{OF_IDENTITY_CENTER}sso.amazonaws.com/" if permission_set else "/")
