"""Roles that people of the account take on without MFA."""

from iam_audit.checks.base import Facts, Population, Remedy
from iam_audit.checks.trust_checks import CLI, CONSOLE, TrustCheck, names
from iam_audit.model import Finding, Role, Severity
from iam_audit.policy.trust_questions import accounts_of, asks_mfa, only_roles
from iam_audit.policy.trusted import Kind, Trusted


class RoleTrustNoMfa(TrustCheck):
    """Where a user may take on a role without MFA, a stolen access key is enough for all that the role may do.

    Looked at are roles that trust users of their own account, or the account as a whole. Sessions of other
    roles carry no MFA, so a trust that is limited to roles (aws:PrincipalArn) is left out. BoolIfExists does not
    count, since an access key without MFA gets past it.
    """

    id = "role-trust-no-mfa"
    title = "Users may take on a role without MFA"
    severity = Severity.MEDIUM
    examines = Population("roles that users of the account may take on", lambda _: ())
    only_relevant = True
    remedy = Remedy(
        text="Add the condition Bool aws:MultiFactorAuthPresent true to the statement of {name}. Machines that use"
        " {name} need a statement of their own, with their role as its Principal.",
        console=CONSOLE,
        cli=CLI,
    )

    def is_relevant(self, role: Role, trusted: Trusted) -> bool:
        """Look at principals that users of the role's account may be."""
        if trusted.kind not in (Kind.ANYBODY, Kind.ACCOUNT, Kind.IDENTITY) or only_roles(trusted):
            return False
        accounts = accounts_of(trusted, role.account_id)
        return accounts is None or role.account_id in accounts

    def judge(self, role: Role, relevant: tuple[Trusted, ...]) -> Finding | None:
        """Flag the role when one of the principals needs no MFA."""
        free = tuple(one for one in relevant if not asks_mfa(one))
        if not free:
            return None
        facts: Facts = {"principals": names(free)}
        return self.finding(role, f"{names(free)} may take on {role.name} without MFA.", facts)
