"""Permission sets that make administrators."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase

from iam_audit.checks.base import Facts, Remedy, option
from iam_audit.checks.own_policies import MANAGED, milder
from iam_audit.checks.permission_set_checks import PermissionSetCheck
from iam_audit.checks.permission_set_powers import powers_of
from iam_audit.checks.principals import Sure, reaches
from iam_audit.checks.sso_facts import permission_sets
from iam_audit.model import Finding, PermissionSet, Section, Severity, Snapshot, Tier


@dataclass(frozen=True)
class SsoPermissionSetAdmin(PermissionSetCheck):
    """A permission set with full control makes an administrator of everybody assigned, in each account of it.

    AWS's policy AdministratorAccess counts, and so do its other policies, customer managed and inline ones that come
    to as much. Customer managed policies are looked up in this account. Name the sets that may in `allowed`.
    """

    id = "sso-permission-set-admin"
    title = "Permission set makes administrators"
    severity = Severity.HIGH
    needs = (Section.IDENTITY_CENTER, *MANAGED)
    remedy = Remedy(
        text="Give {name} what the work of its people needs, or, where it is meant for administrators, assign few and"
        " add it to the option allowed.",
        console=("IAM Identity Center > Permission sets > {name} > Permissions, and > AWS accounts",),
        cli=(
            (
                "aws sso-admin list-managed-policies-in-permission-set --instance-arn {instance}"
                " --permission-set-arn {permission_set}"
            ),
            (
                "aws sso-admin get-inline-policy-for-permission-set --instance-arn {instance}"
                " --permission-set-arn {permission_set}"
            ),
        ),
    )

    allowed: tuple[str, ...] = option(
        (), "Names, with wildcards, of permission sets for administrators; none by default."
    )

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Flag the sets with full control; milder where a boundary or a condition may hold it back."""
        for one in permission_sets(snapshot):
            if any(fnmatchcase(one.name, pattern) for pattern in self.allowed):
                continue
            if verdict := self._judge(one, snapshot):
                yield verdict

    def _judge(self, one: PermissionSet, snapshot: Snapshot) -> Finding | None:
        powers = powers_of(one, snapshot)
        sure = reaches(powers.privilege, Tier.ADMIN)
        if powers.missing and sure is not Sure.YES:
            return self.unknown(one, f"{one.name} uses {', '.join(powers.missing)}, which could not be read.")
        if sure is Sure.NO:
            return None
        certain = sure is Sure.YES and not powers.bounded
        makes = "makes" if certain else "may make"
        within = ", within a permissions boundary" if powers.bounded else ""
        facts: Facts = {"accounts": len(one.accounts), "assignments": len(one.assignments)}
        message = (
            f"The permission set {one.name} {makes} administrators in {len(one.accounts)} accounts{within}."
        )
        return self.finding(one, message, facts, severity=self.severity if certain else milder(self.severity))
