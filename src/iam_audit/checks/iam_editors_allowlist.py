"""Users who may change IAM and are not on the list of those who should."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase

from iam_audit.checks.base import Facts, Remedy, option
from iam_audit.checks.iam_changes import changes_in_words, sure_of
from iam_audit.checks.own_policies import milder
from iam_audit.checks.populations import USERS
from iam_audit.checks.principals import CLI_FOR_USERS, STEPS_FOR_USERS, PrivilegeCheck, Sure, in_words
from iam_audit.model import Finding, Privilege, Role, Severity, Snapshot, User
from iam_audit.policy.deeds import deeds


@dataclass(frozen=True)
class IamEditorsAllowlist(PrivilegeCheck):
    """A list of those who may edit IAM is only worth something if nobody else can.

    Name the users in the option `allowed`; without any, nobody is looked at. Any action of IAM that changes
    something counts, also on oneself, which is stricter than `principal-iam-write`.
    """

    id = "iam-editors-allowlist"
    title = "User may edit IAM and is not on the list"
    severity = Severity.HIGH
    examines = USERS
    remedy = Remedy(
        text="Take the actions of IAM away from {name}, or add the user to the option allowed.",
        console=STEPS_FOR_USERS,
        cli=CLI_FOR_USERS,
    )

    allowed: tuple[str, ...] = option(
        (), "Names, with wildcards, of users who may edit IAM; none by default."
    )

    def members(self, snapshot: Snapshot) -> Iterator[User]:
        """Yield all users once somebody is allowed, and nobody before."""
        return (user for user in snapshot.users if self.allowed)

    def judge(
        self,
        who: User | Role,
        privilege: Privilege,  # noqa: ARG002 - it is not about the tier
        snapshot: Snapshot,
        now: datetime,
    ) -> Finding | None:
        """Flag an editor who is not on the list; milder when that hangs on conditions."""
        if any(fnmatchcase(who.name, pattern) for pattern in self.allowed):
            return None
        edits = deeds(snapshot, now).writes(who, "iam:")
        sure = sure_of(edits)
        if sure is Sure.NO:
            return None
        if sure is Sure.UNKNOWN:
            return self.not_known(who, edits.unread)
        names = edits.certain or edits.possible
        facts: Facts = {"actions": ", ".join(names[:20]), "action_count": len(names)}
        severity = self.severity if sure is Sure.YES else milder(self.severity)
        return self.finding(who, f"{in_words(who)} {changes_in_words(edits)}.", facts, severity=severity)
