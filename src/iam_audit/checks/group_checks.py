"""What the checks share that are told names of groups: a name that no group has is said, not passed over."""

from abc import abstractmethod
from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar

from iam_audit.checks.base import Check
from iam_audit.checks.naming import absent
from iam_audit.checks.populations import Thing
from iam_audit.model import Finding, Resource, Section, Snapshot, User, UserPermissions


class NamedGroupsCheck(Check):
    """A question about users and the groups that an option names."""

    needs: ClassVar[tuple[Section, ...]] = (Section.USERS, Section.GROUPS, Section.PERMISSIONS)

    @abstractmethod
    def named(self) -> tuple[str, ...]:
        """Return the names of groups in the options."""

    @abstractmethod
    def judge(self, user: User, permissions: UserPermissions) -> Finding | None:
        """Return what is wrong with a user; None when nothing is."""

    def members(self, snapshot: Snapshot) -> Iterator[User]:
        """Yield all users once a group is named, and nobody before."""
        return (user for user in snapshot.users if self.named())

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Judge every member of the population, and name the groups that do not exist."""
        for name in absent(self.named(), snapshot.groups_by_name):
            group = Thing(Resource(type="group", id=name, name=name, account_id=snapshot.account.id))
            yield self.unknown(
                group, f"No group of this account is called {name}: see the options of {self.id}."
            )
        for user in self.members(snapshot):
            if user.permissions is None:
                yield self.unknown(user, f"The groups of {user.name} could not be read.")
            elif verdict := self.judge(user, user.permissions):
                yield verdict
