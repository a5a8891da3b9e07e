"""Roles that are administrators."""

from collections.abc import Iterator
from datetime import datetime

from iam_audit.checks.base import Population, Remedy
from iam_audit.checks.principals import (
    CLI_FOR_ROLES,
    STEPS_FOR_ROLES,
    Sure,
    WithRolesOfAws,
    how_it_administers,
    in_words,
    reaches,
    roles,
    tier_facts,
)
from iam_audit.errors import PolicyError
from iam_audit.model import Finding, Privilege, Role, Severity, Snapshot, Tier, User
from iam_audit.policy.trusted import Kind, Trusted, trusted_by


def others_than_services(role: Role) -> tuple[Trusted, ...] | None:
    """Return whom a role lets in beside AWS services; None when its trust policy cannot be understood."""
    try:
        return tuple(one for one in trusted_by(role) if one.kind is not Kind.SERVICE)
    except PolicyError:
        return None


def for_people(snapshot: Snapshot) -> Iterator[Role]:
    """Yield the roles that somebody else than an AWS service can take on, or may."""
    return (role for role in roles(snapshot) if others_than_services(role) != ())


class RoleAdmin(WithRolesOfAws):
    """Whoever can take on such a role owns the account, so the list of those has to be short and known.

    Roles that only AWS services take on are for `role-workload-admin`. Those that Identity Center, Organizations,
    Control Tower or StackSets set up are told apart and milder: they belong there, and so do few people.
    """

    id = "role-admin"
    title = "Role is an administrator"
    severity = Severity.HIGH
    examines = Population("roles that others than AWS services can take on", for_people)
    remedy = Remedy(
        text="Give {name} what is done with it: IAM Access Analyzer can write such a policy from CloudTrail. Where"
        " administration is what it is for, trust few, by name, and demand MFA.",
        console=(*STEPS_FOR_ROLES, "IAM > Roles > {name} > Trust relationships"),
        cli=CLI_FOR_ROLES,
    )

    def judge(
        self,
        who: User | Role,
        privilege: Privilege,
        snapshot: Snapshot,  # noqa: ARG002 - the privilege says it all
        now: datetime,  # noqa: ARG002 - as above
    ) -> Finding | None:
        """Flag an administrator; milder when that hangs on conditions, or when AWS set the role up."""
        sure = reaches(privilege, Tier.ADMIN)
        if sure is Sure.NO or not isinstance(who, Role):
            return None
        if sure is Sure.UNKNOWN:
            return self.not_known(who, privilege.reasons)
        trusted = others_than_services(who)
        if trusted is None:
            return self.unknown(who, f"{in_words(who)} administers; its trust policy cannot be understood.")
        facts = {**tier_facts(privilege), "set_up_by_aws": self.is_of_aws(who)}
        message = f"{in_words(who)} {how_it_administers(privilege, sure)}{self.whose(who)}."
        return self.finding(who, message, facts, severity=self.graded(who, sure))
