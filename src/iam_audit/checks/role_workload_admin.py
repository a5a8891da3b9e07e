"""Programs that run with the power over identities."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from iam_audit.checks.base import Facts, Population, Remedy, option
from iam_audit.checks.iam_changes import changes_in_words, sure_of
from iam_audit.checks.own_policies import milder
from iam_audit.checks.principals import (
    CLI_FOR_ROLES,
    STEPS_FOR_ROLES,
    PrivilegeCheck,
    Sure,
    in_words,
    reaches,
    roles,
    tier_facts,
)
from iam_audit.errors import PolicyError
from iam_audit.model import Finding, Privilege, Role, Severity, Snapshot, Tier, User
from iam_audit.policy.deeds import deeds
from iam_audit.policy.trusted import Kind, trusted_by

EC2 = "ec2.amazonaws.com"
COMPUTE = (
    EC2,
    "ecs-tasks.amazonaws.com",
    "eks.amazonaws.com",
    "lambda.amazonaws.com",
    "pods.eks.amazonaws.com",
)


@dataclass(frozen=True)
class RoleWorkloadAdmin(PrivilegeCheck):
    """A fault in one program hands out its credentials, and these can make new administrators.

    Looked at are roles of computing services. A role of EC2 counts when it has an instance profile, without which
    no machine gets it. It fails when the role administers, or may change identities, policies or trust.
    """

    id = "role-workload-admin"
    title = "Role of a program has power over identities"
    severity = Severity.HIGH
    examines = Population("roles of computing services", lambda _: ())
    remedy = Remedy(
        text="Take the administration out of {name}: a program needs the actions that it calls, which IAM Access"
        " Analyzer can list from CloudTrail.",
        console=STEPS_FOR_ROLES,
        cli=CLI_FOR_ROLES,
    )

    services: tuple[str, ...] = option(COMPUTE, "Services whose roles are those of programs.")

    def members(self, snapshot: Snapshot) -> Iterator[Role]:
        """Yield the roles that programs run with, or may."""
        return (role for role in roles(snapshot) if self._used_by(role) != ())

    def judge(
        self, who: User | Role, privilege: Privilege, snapshot: Snapshot, now: datetime
    ) -> Finding | None:
        """Flag a role that administers or changes identities."""
        services = self._used_by(who) if isinstance(who, Role) else ()
        changes = deeds(snapshot, now).changes_of_iam(who)
        sure = _surer(reaches(privilege, Tier.ADMIN), sure_of(changes))
        if sure is Sure.NO:
            return None
        if services is None:
            return self.unknown(who, f"The trust policy of {who.name} cannot be understood.")
        if sure is Sure.UNKNOWN:
            return self.not_known(who, privilege.reasons)
        facts: Facts = {"services": ", ".join(services), **tier_facts(privilege)}
        what = changes_in_words(changes) if changes.possible else "may give itself everything"
        message = f"{in_words(who)} of {', '.join(services)} {what}."
        severity = self.severity if sure is Sure.YES else milder(self.severity)
        return self.finding(who, message, facts, severity=severity)

    def _used_by(self, role: Role) -> tuple[str, ...] | None:
        try:
            trusted = [one.name.lower() for one in trusted_by(role) if one.kind is Kind.SERVICE]
        except PolicyError:
            return None
        names = dict.fromkeys(name for name in trusted if name.removesuffix(".cn") in self.services)
        return tuple(name for name in names if name.removesuffix(".cn") != EC2 or role.instance_profiles)


def _surer(one: Sure, other: Sure) -> Sure:
    return next(each for each in Sure if each in (one, other))
