"""What the checks of trust policies share: which roles, which of the principals they trust, and the commands."""

from abc import abstractmethod
from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar, Self

from iam_audit.checks.base import Check
from iam_audit.checks.populations import OWN_ROLES, own_roles
from iam_audit.errors import PolicyError
from iam_audit.model import Finding, Role, Section, Snapshot
from iam_audit.policy.trusted import Trusted, trusted_by

CONSOLE = ("IAM > Roles > {name} > Trust relationships > Edit trust policy",)
CLI = (
    "aws iam get-role --role-name {name} --query Role.AssumeRolePolicyDocument > trust.json",
    "aws iam update-assume-role-policy --role-name {name} --policy-document file://trust.json",
)


Relevant = tuple[Trusted, ...] | PolicyError
"""The principals that a check is about, or why nobody knows them."""


class TrustCheck(Check):
    """A question about whom a role lets in."""

    needs: ClassVar[tuple[Section, ...]] = (Section.ROLES,)
    examines = OWN_ROLES
    only_relevant: ClassVar[bool] = False
    """Whether roles that trust nobody relevant are left out of the population."""

    @abstractmethod
    def is_relevant(self, role: Role, trusted: Trusted) -> bool:
        """Whether the check is about this principal."""

    @abstractmethod
    def judge(self, role: Role, relevant: tuple[Trusted, ...]) -> Finding | None:
        """Return what is wrong with a role that trusts these; None when nothing is."""

    def among(self, snapshot: Snapshot) -> Self:  # noqa: ARG002 - most know their own kin by other means
        """Return the check with what the account's organization adds to its options; itself where that is nothing."""
        return self

    def members(self, snapshot: Snapshot) -> Iterator[Role]:
        """Yield the roles the check looks at, also those whose trust policy cannot be understood."""
        for role, relevant in _roles(self.among(snapshot), snapshot):
            if not self.only_relevant or relevant != ():
                yield role

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Judge every role by its relevant principals. A trust policy that cannot be understood is unknown."""
        check = self.among(snapshot)
        for role, relevant in _roles(check, snapshot):
            if isinstance(relevant, PolicyError):
                yield self.unknown(role, f"The trust policy of {role.name} cannot be understood: {relevant}.")
            elif relevant and (verdict := check.judge(role, relevant)):
                yield verdict


def names(trusted: tuple[Trusted, ...]) -> str:
    """Return the principals as people read them, each once."""
    return ", ".join(dict.fromkeys(one.name for one in trusted))


def _roles(check: TrustCheck, snapshot: Snapshot) -> tuple[tuple[Role, Relevant], ...]:
    """Return the roles with those that a check is about: its population asks for them again."""
    return snapshot.once(
        (_relevant, check),
        lambda account: tuple([(one, _relevant(check, one)) for one in own_roles(account)]),
    )


def _relevant(check: TrustCheck, role: Role) -> Relevant:
    try:
        return tuple([one for one in trusted_by(role) if check.is_relevant(role, one)])
    except PolicyError as error:
        return error
