"""People whose IAM user has policies of its own."""

from collections.abc import Iterator
from dataclasses import dataclass

from iam_audit.checks.base import Facts, Population, Remedy, option
from iam_audit.checks.group_checks import NamedGroupsCheck
from iam_audit.checks.naming import among
from iam_audit.model import Finding, Severity, Snapshot, User, UserPermissions


@dataclass(frozen=True)
class HumanUserWithPolicies(NamedGroupsCheck):
    """What a person may do follows from the job, which a group can say; a policy of one's own is an exception.

    Name the groups that people are in, as opposed to machines, in the option `human_groups`; without any,
    nobody is looked at. `user-direct-policy` has a finding for each policy, of machines too; this one has a
    finding for each person.
    """

    id = "human-user-with-policies"
    title = "Person has policies outside of groups"
    severity = Severity.LOW
    examines = Population("members of the groups of people", lambda _: ())
    remedy = Remedy(
        text="Give what {user} needs to a group of {user}, then take the policies of {user} away.",
        console=(
            "IAM > User groups > a group of {user} > Permissions > Add permissions",
            "IAM > Users > {user} > Permissions > each policy > Remove",
        ),
        cli=(
            "aws iam list-attached-user-policies --user-name {user}",
            "aws iam list-user-policies --user-name {user}",
            "aws iam attach-group-policy --group-name GROUP --policy-arn POLICY_ARN",
            "aws iam detach-user-policy --user-name {user} --policy-arn POLICY_ARN",
        ),
    )

    human_groups: tuple[str, ...] = option(
        (), "Names of the groups whose members are people; none by default."
    )

    def named(self) -> tuple[str, ...]:
        """Return the names of the groups of people."""
        return self.human_groups

    def members(self, snapshot: Snapshot) -> Iterator[User]:
        """Yield the users who are in one of the groups, or may be."""
        for user in super().members(snapshot):
            if user.permissions is None or among(self.human_groups, user.permissions.groups):
                yield user

    def judge(self, user: User, permissions: UserPermissions) -> Finding | None:
        """Flag a person with a policy, inline or attached."""
        inline = [policy.name for policy in permissions.inline]
        names = [*inline, *(policy.name for policy in permissions.attached)]
        if not names:
            return None
        facts: Facts = {"policies": ", ".join(names), "policy_count": len(names)}
        return self.finding(user, f"{user.name} has policies of its own: {', '.join(names)}.", facts)
