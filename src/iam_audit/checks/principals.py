"""What the checks of privilege share: who is judged, how sure it is, and how it is said."""

from abc import abstractmethod
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import ClassVar

from iam_audit.checks.base import Check, Facts, Population, Remedy, option
from iam_audit.checks.own_policies import INLINE, MANAGED, SERVICE_LINKED, milder
from iam_audit.model import (
    CredentialContext,
    EscalationPath,
    Finding,
    Privilege,
    Remediation,
    Resource,
    Role,
    Section,
    Severity,
    Snapshot,
    Tier,
    User,
)
from iam_audit.policy import privileges
from iam_audit.policy.remembering import by_identity

EVERYTHING_HELD = (*MANAGED, *INLINE)
"""What has to be read to know what anybody can do."""
OF_AWS = (
    "AWSReservedSSO_*",
    "OrganizationAccountAccessRole",
    "AWSControlTower*",
    "aws-controltower-*",
    "AWSCloudFormationStackSet*",
    "stacksets-exec-*",
)
"""Roles by which AWS's own services run an account: Identity Center, Organizations, Control Tower, StackSets."""
STRONG = (Tier.ADMIN, Tier.ESCALATES)
CREDENTIALS = {
    CredentialContext.ACCESS_KEY: "with an access key",
    CredentialContext.PASSWORD: "signed in without MFA",
    CredentialContext.MFA_SESSION: "signed in with MFA",
    CredentialContext.ROLE_SESSION: "as a role",
}
STEPS_FOR_ROLES = ("IAM > Roles > {name} > Permissions",)
STEPS_FOR_USERS = ("IAM > Users > {name} > Permissions",)
CLI_FOR_ROLES = (
    "aws iam list-attached-role-policies --role-name {name}",
    "aws iam list-role-policies --role-name {name}",
)
CLI_FOR_USERS = (
    "aws iam list-attached-user-policies --user-name {name}",
    "aws iam list-user-policies --user-name {name}",
    "aws iam list-groups-for-user --user-name {name}",
)


class Sure(StrEnum):
    """Whether something is so."""

    YES = "yes"
    MAYBE = "maybe"
    UNKNOWN = "unknown"
    NO = "no"


def judged(snapshot: Snapshot, now: datetime) -> Mapping[str, Privilege]:
    """Return what every user and role can do, by ARN: worked out once per snapshot for all who ask."""
    return privileges(snapshot, now)


def principals(snapshot: Snapshot) -> Iterator[User | Role]:
    """Yield the users, and the roles but for those that belong to AWS services."""
    yield from snapshot.users
    yield from roles(snapshot)


def roles(snapshot: Snapshot) -> Iterator[Role]:
    """Yield the roles but for those that belong to AWS services."""
    return (role for role in snapshot.roles if not role.path.startswith(SERVICE_LINKED))


PRINCIPALS = Population("users and roles", principals)
ROLES = Population("roles that belong to no AWS service", roles)


def reaches(
    privilege: Privilege, tier: Tier, contexts: Collection[CredentialContext] = tuple(CredentialContext)
) -> Sure:
    """Return whether somebody has at least this much power with one of some kinds of credentials."""
    if not privilege.upper.at_least(tier):
        return Sure.NO
    bounds = [each for context, each in privilege.contexts.items() if context in contexts]
    if any(each.lower is not Tier.UNKNOWN and each.lower.at_least(tier) for each in bounds):
        return Sure.YES
    if any(each.upper is Tier.UNKNOWN for each in bounds):
        return Sure.UNKNOWN
    return Sure.MAYBE if any(each.upper.at_least(tier) for each in bounds) else Sure.NO


def deciding(privilege: Privilege) -> tuple[EscalationPath, ...]:
    """Return the ways that raise what somebody can do, the surest and strongest first."""
    return deciding_among(privilege.paths)


def deciding_among(ways: tuple[EscalationPath, ...]) -> tuple[EscalationPath, ...]:
    """Return those of some ways that do."""
    return tuple([each for each in ways if each.decides and each.gains in STRONG])


def way_in_words(path: EscalationPath) -> str:
    """Return a way to more as people read it: what is done, by which actions, on whom or through which role."""
    through = "iam:PassRole" in path.actions or path.actions == ("sts:AssumeRole",)
    where = f" {'through' if through else 'on'} {path.target}" if path.target else ""
    return f"{path.title[0].lower()}{path.title[1:]} ({', '.join(path.actions)}){where}"


def tier_facts(privilege: Privilege) -> Facts:
    """Return what somebody can do, and the strongest way to more, as evidence."""
    ways = deciding(privilege)
    return {
        "lower": privilege.lower,
        "upper": privilege.upper,
        **({"path": ways[0].id, "way": way_in_words(ways[0]), "way_count": len(ways)} if ways else {}),
    }


def in_words(who: User | Role) -> str:
    """Return a user or role as a sentence begins with it."""
    return f"The {who.resource.type} {who.name}"


def how_it_administers(privilege: Privilege, sure: Sure) -> str:
    """Return by what somebody is an administrator, to follow a name."""
    may = "may be" if sure is Sure.MAYBE else "is"
    ways = deciding(privilege)
    by = f": it can {way_in_words(ways[0])}" if ways else ""
    tier = Tier.ADMIN
    bounds = [each.upper if sure is Sure.MAYBE else each.lower for each in privilege.contexts.values()]
    some = [CREDENTIALS[one] for one, each in zip(privilege.contexts, bounds, strict=True) if each is tier]
    when = f" {' or '.join(some)}" if len(some) < len(bounds) else ""
    condition = ", under conditions" if sure is Sure.MAYBE and not ways else ""
    return f"{may} an administrator{when}{condition}{by}"


class PrivilegeCheck(Check):
    """A question about what users or roles can do."""

    needs: ClassVar[tuple[Section, ...]] = EVERYTHING_HELD
    examines = PRINCIPALS

    @abstractmethod
    def judge(
        self, who: User | Role, privilege: Privilege, snapshot: Snapshot, now: datetime
    ) -> Finding | None:
        """Return what is wrong with a user or role; None when nothing is."""

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:
        """Judge everybody the check looks at."""
        found = judged(snapshot, now)
        for who in self.members(snapshot):
            if isinstance(who, User | Role) and (verdict := self.judge(who, found[who.arn], snapshot, now)):
                yield verdict

    def not_known(self, who: User | Role, reasons: tuple[str, ...]) -> Finding:
        """Say that nobody knows what a user or role can do."""
        why = "; ".join(reasons) or "a policy, or who lets whom in, could not be read"
        return self.unknown(
            who, f"What {in_words(who)[0].lower()}{in_words(who)[1:]} can do is not known: {why}."
        )

    def remediation(self, resource: Resource) -> Remediation:
        """Say which policies to look at: those of a user, or those of a role."""
        if resource.type != "user":
            return self.remedy.for_resource(resource)
        return _for_users(self.remedy).for_resource(resource)


@by_identity
def _for_users(remedy: Remedy) -> Remedy:
    return replace(remedy, console=STEPS_FOR_USERS, cli=CLI_FOR_USERS)


@dataclass(frozen=True)
class WithRolesOfAws(PrivilegeCheck):
    """A question in which the roles that AWS itself sets up are a class of their own."""

    aws_roles: tuple[str, ...] = option(
        OF_AWS, "Names, with wildcards, of roles by which AWS's own services run the account: told milder."
    )

    def is_of_aws(self, who: User | Role) -> bool:
        """Whether it is one of the roles that AWS sets up."""
        return isinstance(who, Role) and any(fnmatchcase(who.name, pattern) for pattern in self.aws_roles)

    def graded(self, who: User | Role, sure: Sure) -> Severity:
        """Return how severe it is, by how sure it is and whose role it is."""
        if self.is_of_aws(who):
            return Severity.LOW
        return milder(self.severity) if sure is Sure.MAYBE else self.severity

    def whose(self, who: User | Role) -> str:
        """Return what a message adds about a role that AWS sets up."""
        return ". AWS set the role up: see to it who gets in" if self.is_of_aws(who) else ""
