"""Users whose name breaks the naming rule."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from iam_audit.checks.base import Check, Population, Remedy, option
from iam_audit.model import Finding, Section, Severity, Snapshot, User


@dataclass(frozen=True)
class UserNamePattern(Check):
    """A name that follows the rule tells whose user it is; one that does not was often made by hand, in a hurry.

    Give the rule as a regular expression in the option `pattern`; it has to fit the whole name, without the
    path. Without one, nobody is looked at.
    """

    id = "user-name-pattern"
    title = "User name breaks the naming rule"
    severity = Severity.LOW
    needs = (Section.USERS,)
    examines = Population("users, where a naming rule is set", lambda _: ())
    remedy = Remedy(
        text="Rename {user}, or replace it by a user, better a role, that is named by the rule. Policies and"
        " trust policies that spell the old name have to follow.",
        console=("IAM > Users: find out who uses {user} (the console cannot rename a user)",),
        cli=("aws iam update-user --user-name {user} --new-user-name NEW_NAME",),
    )

    pattern: str = option("", "Regular expression that whole user names must match; empty to allow all.")

    def __post_init__(self) -> None:
        """Refuse what is no regular expression."""
        super().__post_init__()
        try:
            re.compile(self.pattern)
        except re.error as error:
            raise ValueError(f"option 'pattern' is not a regular expression: {error}") from error

    def members(self, snapshot: Snapshot) -> Iterator[User]:
        """Yield all users once there is a rule."""
        return (user for user in snapshot.users if self.pattern)

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Flag users whose whole name does not match."""
        for user in self.members(snapshot):
            if not re.fullmatch(self.pattern, user.name):
                message = f"The name {user.name} does not match {self.pattern}."
                yield self.finding(user, message, {"name": user.name, "pattern": self.pattern})
