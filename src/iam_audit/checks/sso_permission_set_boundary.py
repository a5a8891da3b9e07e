"""Permission sets that may change IAM and have no boundary."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from iam_audit.checks.base import Population, Remedy, option
from iam_audit.checks.permission_set_checks import PermissionSetCheck
from iam_audit.checks.sso_facts import permission_sets
from iam_audit.errors import PolicyError
from iam_audit.model import Finding, PermissionSet, Severity, Snapshot
from iam_audit.policy.document import Effect, parse_policy
from iam_audit.policy.patterns import Pattern

CHANGES = (
    "iam:attachrolepolicy",
    "iam:putrolepolicy",
    "iam:createrole",
    "iam:createuser",
    "iam:createaccesskey",
)
"""A few of the actions with which somebody gives permissions away, in lower case."""


def provisioned(snapshot: Snapshot) -> Iterator[PermissionSet]:
    """Yield the permission sets that are in use."""
    return (one for one in permission_sets(snapshot) if one.accounts)


@dataclass(frozen=True)
class SsoPermissionSetBoundary(PermissionSetCheck):
    """Whoever may change IAM can give more than was given, unless a permissions boundary holds.

    Looked at are sets with one of AWS's policies in the option, or with an inline policy that allows to make
    users, roles or keys, or to change what roles may do.
    """

    id = "sso-permission-set-boundary"
    title = "Permission set may change IAM and has no boundary"
    severity = Severity.LOW
    examines = Population("permission sets in use", provisioned)
    remedy = Remedy(
        text="Give {name} a permissions boundary, or take the IAM actions out of it.",
        console=("IAM Identity Center > Permission sets > {name} > Permissions boundary > Set",),
        cli=(
            (
                "aws sso-admin put-permissions-boundary-to-permission-set --instance-arn {instance}"
                " --permission-set-arn {permission_set} --permissions-boundary ManagedPolicyArn=POLICY_ARN"
            ),
        ),
    )

    policies: tuple[str, ...] = option(
        ("AdministratorAccess", "IAMFullAccess"), "Names of AWS's policies that may change IAM."
    )

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Flag sets that may change IAM without a boundary."""
        for one in provisioned(snapshot):
            if one.boundary:
                continue
            try:
                why = self._may_change_iam(one)
            except PolicyError as error:
                yield self.unknown(one, f"The inline policy of {one.name} cannot be understood: {error}.")
                continue
            if why:
                message = f"{one.name} may change IAM, through {why}, and has no permissions boundary."
                yield self.finding(one, message, {"through": why})

    def _may_change_iam(self, one: PermissionSet) -> str | None:
        names = [arn.rpartition("/")[2] for arn in one.managed_policies]
        if found := [name for name in names if name in self.policies]:
            return ", ".join(found)
        return "its inline policy" if one.inline and _allows_a_change(one.inline) else None


def _allows_a_change(document: str) -> bool:
    for statement in parse_policy(document):
        patterns = [Pattern.of(text.casefold()) for text in statement.actions.texts]
        for action in CHANGES:
            listed = any(pattern.matches(action) for pattern in patterns)
            if statement.effect is Effect.ALLOW and listed is not statement.actions.negated:
                return True
    return False
