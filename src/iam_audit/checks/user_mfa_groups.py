"""Members of groups for which MFA is required, who have none."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from iam_audit.checks import mfa_commands
from iam_audit.checks.base import Check, Population, Remedy, option
from iam_audit.checks.populations import Thing
from iam_audit.model import Finding, Resource, Section, Severity, Snapshot, User

UNSET = Population("members of groups that require MFA", lambda _: ())
"""Who is looked at is for the option to say, so `members` is what counts."""


@dataclass(frozen=True)
class UserMfaGroups(Check):
    """In groups with much power, a second factor is wanted of everybody, with or without a password.

    Name the groups in the option `groups`; without any, nobody is looked at. The case of a name does not
    matter, as it does not to IAM. A name that no group of the account has is said, since a typing error would
    let all through.
    """

    id = "user-mfa-groups"
    title = "Member of a group that requires MFA has none"
    severity = Severity.HIGH
    needs = (Section.USERS, Section.MFA, Section.GROUPS, Section.PERMISSIONS)
    examines = UNSET
    remedy = Remedy(
        text="Have {user} register a second factor, or take {user} out of the groups that require one.",
        console=mfa_commands.CONSOLE,
        cli=mfa_commands.CLI,
    )

    groups: tuple[str, ...] = option((), "Names of the groups whose members must have MFA; none by default.")

    def members(self, snapshot: Snapshot) -> Iterator[User]:
        """Yield the users who are in one of the named groups, or may be."""
        return (user for user in snapshot.users if self.groups and self._groups_of(user) != [])

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Flag members of the named groups without MFA, and names that no group has."""
        there = {name.casefold() for name in snapshot.groups_by_name}
        for name in dict.fromkeys(self.groups):
            if name.casefold() not in there:
                yield self._no_such_group(name, snapshot)
        for user in self.members(snapshot):
            if verdict := self._judge(user):
                yield verdict

    def _judge(self, user: User) -> Finding | None:
        if user.mfa_active:
            return None
        groups = self._groups_of(user)
        if groups is None:
            return self.unknown(user, f"The groups of {user.name} could not be read.")
        if user.mfa_active is None:
            return self.unknown(user, f"AWS did not say whether {user.name} has MFA.")
        named = ", ".join(groups)
        message = f"{user.name} has no MFA, and is in {named}, where it is required."
        return self.finding(user, message, {"mfa_active": False, "groups": named})

    def _groups_of(self, user: User) -> list[str] | None:
        """Return which of the named groups the user is in; None when that is not known."""
        if user.permissions is None:
            return None
        wanted = {name.casefold() for name in self.groups}
        return [name for name in user.permissions.groups if name.casefold() in wanted]

    def _no_such_group(self, name: str, snapshot: Snapshot) -> Finding:
        group = Thing(Resource(type="group", id=name, name=name, account_id=snapshot.account.id))
        return self.unknown(group, f"No group of this account is called {name}: see the option groups.")
