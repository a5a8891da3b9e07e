"""Roles that let other accounts read everything."""

from dataclasses import dataclass
from types import MappingProxyType

from iam_audit.checks.base import Facts, Population, Remedy, option
from iam_audit.checks.strangers import listed, strangers
from iam_audit.checks.trust_checks import CLI, CONSOLE, TrustCheck
from iam_audit.model import Finding, Role, Severity
from iam_audit.policy.trusted import Kind, Trusted

READ_ONLY = ":iam::aws:policy/ReadOnlyAccess"


@dataclass(frozen=True)
class RoleCrossAccountReadonly(TrustCheck):
    """ReadOnlyAccess reads every bucket, table and queue: from another account, that is a copy of all data.

    Looked at are roles with AWS's policy ReadOnlyAccess. The accounts in `trusted_accounts` may have them; unless it
    is set, they are those of `role-trust-unknown-account`. A trust limited to an organization passes.
    """

    id = "role-cross-account-readonly"
    title = "Another account may read everything"
    severity = Severity.HIGH
    follows = MappingProxyType({"trusted_accounts": ("role-trust-unknown-account", "trusted_accounts")})
    examines = Population("roles with ReadOnlyAccess", lambda _: ())
    only_relevant = True
    remedy = Remedy(
        text="Attach SecurityAudit or ViewOnlyAccess to {name}, which see settings and not data, and detach"
        " ReadOnlyAccess; or take the accounts that are not yours out of its trust policy.",
        console=(
            "IAM > Roles > {name} > Permissions > Add permissions > Attach policies > SecurityAudit",
            "IAM > Roles > {name} > Permissions > ReadOnlyAccess > Remove",
            *CONSOLE,
        ),
        cli=(
            "aws iam attach-role-policy --role-name {name} --policy-arn arn:aws:iam::aws:policy/SecurityAudit",
            "aws iam detach-role-policy --role-name {name} --policy-arn arn:aws:iam::aws:policy/ReadOnlyAccess",
            *CLI,
        ),
    )

    trusted_accounts: tuple[str, ...] = option(
        (), "Ids of the accounts that may read everything; none by default."
    )

    def is_relevant(self, role: Role, trusted: Trusted) -> bool:
        """Look at all whom a role with ReadOnlyAccess trusts, but for services."""
        reads_all = any(policy.arn.endswith(READ_ONLY) for policy in role.attached)
        return reads_all and trusted.kind is not Kind.SERVICE

    def judge(self, role: Role, relevant: tuple[Trusted, ...]) -> Finding | None:
        """Flag the role when one of them may come from an account that is not trusted."""
        accounts = {account for one in relevant for account in strangers(role, one, self.trusted_accounts)}
        if not accounts:
            return None
        facts: Facts = {"accounts": listed(accounts), "policy": "ReadOnlyAccess"}
        return self.finding(role, f"{role.name} lets {listed(accounts)} read everything.", facts)
