"""Users that are missing from a group they have to be in."""

from dataclasses import dataclass

from iam_audit.checks.base import Population, Remedy, option
from iam_audit.checks.group_checks import NamedGroupsCheck
from iam_audit.checks.naming import absent, among
from iam_audit.model import Finding, Severity, User, UserPermissions


@dataclass(frozen=True)
class UserRequiredGroup(NamedGroupsCheck):
    """A rule that is attached to a group, such as the demand for MFA, misses whoever is not in the group.

    Name the groups for everybody in `groups`; where each user has to be in one of several, name those in
    `one_of`. Without either, nobody is looked at. The case of a name does not matter.
    """

    id = "user-required-group"
    title = "User is not in a required group"
    severity = Severity.LOW
    examines = Population("users, where groups are required", lambda _: ())
    remedy = Remedy(
        text="Add {user} to the groups that the finding names.",
        console=("IAM > Users > {user} > Groups > Add user to groups",),
        cli=(
            "aws iam list-groups-for-user --user-name {user}",
            "aws iam add-user-to-group --user-name {user} --group-name GROUP",
        ),
    )

    groups: tuple[str, ...] = option((), "Names of the groups that every user must be in; none by default.")
    one_of: tuple[str, ...] = option(
        (), "Names of groups of which every user must be in one; none by default."
    )

    def named(self) -> tuple[str, ...]:
        """Return the names of groups in both options."""
        return (*self.groups, *self.one_of)

    def judge(self, user: User, permissions: UserPermissions) -> Finding | None:
        """Flag a user who is missing from a group of `groups`, or from all of `one_of`."""
        missing = absent(self.groups, permissions.groups)
        if self.one_of and not among(self.one_of, permissions.groups):
            missing.append(f"one of {', '.join(self.one_of)}")
        if not missing:
            return None
        facts = {"missing": ", ".join(missing), "groups": ", ".join(permissions.groups)}
        return self.finding(user, f"{user.name} is not in {' nor in '.join(missing)}.", facts)
