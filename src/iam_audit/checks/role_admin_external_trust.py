"""Administrators' roles that other accounts can take on."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from iam_audit.checks.base import Population, Remedy, option
from iam_audit.checks.principals import Sure, WithRolesOfAws, in_words, reaches, roles, tier_facts
from iam_audit.checks.strangers import listed, strangers
from iam_audit.checks.trust_checks import CLI, CONSOLE
from iam_audit.errors import PolicyError
from iam_audit.model import Finding, Privilege, Role, Severity, Snapshot, Tier, User
from iam_audit.policy.trusted import trusted_by


def outsiders(role: Role, known: tuple[str, ...]) -> frozenset[str] | None:
    """Return the accounts not known from which a role lets in; None when nobody can tell."""
    try:
        return frozenset(account for one in trusted_by(role) for account in strangers(role, one, known))
    except PolicyError:
        return None


def let_outsiders_in(snapshot: Snapshot) -> Iterator[Role]:
    """Yield the roles that let in other accounts, or may."""
    return (role for role in roles(snapshot) if outsiders(role, ()) != frozenset())


OPEN_ROLES = Population("roles that trust other accounts", let_outsiders_in)


@dataclass(frozen=True)
class RoleAdminExternalTrust(WithRolesOfAws):
    """Whoever runs the other account owns this one: its key leaks and its leavers are now yours.

    Accounts in `trusted_accounts` may administer; unless it is set, they are those of `role-trust-unknown-account`.
    The account that manages the organization is milder, and so are the roles that AWS sets up for it. A trust
    limited to an organization passes.
    """

    id = "role-admin-external-trust"
    title = "Another account can take on an administrator's role"
    severity = Severity.CRITICAL
    follows = MappingProxyType({"trusted_accounts": ("role-trust-unknown-account", "trusted_accounts")})
    examines = OPEN_ROLES
    remedy = Remedy(
        text="Take the other accounts out of the trust policy of {name}, or give it only what they need. Demand an"
        " external id of vendors.",
        console=CONSOLE,
        cli=CLI,
    )

    trusted_accounts: tuple[str, ...] = option(
        (), "Ids of the accounts that may administer; none by default."
    )

    def judge(
        self,
        who: User | Role,
        privilege: Privilege,
        snapshot: Snapshot,
        now: datetime,  # noqa: ARG002 - no date matters here
    ) -> Finding | None:
        """Flag an administrator's role that lets in others."""
        sure = reaches(privilege, Tier.ADMIN)
        if sure is Sure.NO or not isinstance(who, Role):
            return None
        accounts = outsiders(who, self.trusted_accounts)
        if accounts is None:
            return self.unknown(who, f"The trust policy of {who.name} cannot be understood.")
        if not accounts:
            return None
        if sure is Sure.UNKNOWN:
            return self.not_known(who, privilege.reasons)
        may = "may be" if sure is Sure.MAYBE else "is"
        message = f"{in_words(who)} {may} an administrator, and lets in {listed(accounts)}{self.whose(who)}."
        facts = {"accounts": listed(accounts), "set_up_by_aws": self.is_of_aws(who), **tier_facts(privilege)}
        return self.finding(who, message, facts, severity=self._how_bad(who, sure, accounts, snapshot))

    def _how_bad(self, who: Role, sure: Sure, accounts: frozenset[str], snapshot: Snapshot) -> Severity:
        manager = snapshot.organization.management_account_id if snapshot.organization else None
        graded = self.graded(who, sure)
        if accounts == {manager} and graded.at_least(Severity.MEDIUM):
            return Severity.MEDIUM
        return graded
