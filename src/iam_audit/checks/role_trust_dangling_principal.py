"""Roles that trust somebody who is no longer there."""

from collections.abc import Iterator
from datetime import datetime

from iam_audit.checks.base import Check, Facts, Remedy
from iam_audit.checks.populations import OWN_ROLES, own_roles
from iam_audit.checks.trust_checks import CLI, CONSOLE
from iam_audit.errors import PolicyError
from iam_audit.model import Finding, Section, Severity, Snapshot
from iam_audit.policy.trusted import Kind, Trusted, trusted_by


class RoleTrustDanglingPrincipal(Check):
    """A trust in somebody deleted is forgotten work, and if a name comes back, it may be somebody else's.

    When a user or role is deleted, AWS shows its unique id (AIDA..., AROA...) in the trust policies that named
    it. Also flagged is the ARN of a user or role of this account that it does not have. Of other accounts
    nobody here can tell.
    """

    id = "role-trust-dangling-principal"
    title = "Role trusts somebody who was deleted"
    severity = Severity.MEDIUM
    needs = (Section.ROLES, Section.USERS)
    examines = OWN_ROLES
    remedy = Remedy(
        text="Take the principals that the finding names out of the trust policy of {name}; delete {name} when"
        " nobody else is in it.",
        console=CONSOLE,
        cli=CLI,
    )

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Flag roles that trust an identity which is not in the account, once for all of them."""
        there = _identities(snapshot)
        for role in own_roles(snapshot):
            try:
                trusted = trusted_by(role)
            except PolicyError as error:
                yield self.unknown(role, f"The trust policy of {role.name} cannot be understood: {error}.")
                continue
            gone = [one.name for one in trusted if _is_gone(one, snapshot.account.id, there)]
            if gone:
                named = ", ".join(dict.fromkeys(gone))
                facts: Facts = {"principals": named, "others": len(trusted) - len(gone)}
                yield self.finding(role, f"{role.name} trusts {named}, which is not there.", facts)


def _identities(snapshot: Snapshot) -> frozenset[str]:
    """Return what names a user or role of the account: ARNs, unique ids, and a role's ARN without its path."""
    users = [name for user in snapshot.users for name in (user.arn, user.id) if name]
    roles = [name for role in snapshot.roles for name in (role.arn, _without_path(role.arn))]
    return frozenset(name.casefold() for name in (*users, *roles))


def _is_gone(trusted: Trusted, account: str, there: frozenset[str]) -> bool:
    name = trusted.name.casefold()
    if trusted.kind is Kind.DELETED:
        return name not in there
    if trusted.kind is not Kind.IDENTITY or trusted.account != account or "*" in name:
        return False
    if ":assumed-role/" in name:
        prefix, _, rest = name.replace(":sts:", ":iam:").partition(":assumed-role/")
        name = f"{prefix}:role/{rest.partition('/')[0]}"
    return (":user/" in name or ":role/" in name) and name not in there


def _without_path(arn: str) -> str:
    """Sessions of a role spell its ARN without the path."""
    return f"{arn.partition('/')[0]}/{arn.rpartition('/')[2]}"
