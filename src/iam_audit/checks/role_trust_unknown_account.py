"""Roles that trust accounts nobody has vouched for."""

from dataclasses import dataclass, replace
from typing import Self

from iam_audit.checks.base import Facts, Remedy, option
from iam_audit.checks.strangers import listed, members_of_organization, strangers
from iam_audit.checks.trust_checks import CLI, CONSOLE, TrustCheck, names
from iam_audit.model import Finding, Role, Severity, Snapshot
from iam_audit.policy.trusted import Trusted


@dataclass(frozen=True)
class RoleTrustUnknownAccount(TrustCheck):
    """Whoever controls a trusted account can become the role, and nobody here decides who that is.

    Name the accounts that are known in the option `trusted_accounts`, such as those of partners. The accounts of the
    organization are known as well, where its management account is read or the audit is of many accounts. Every other
    account is unknown. A trust limited to an organization by aws:PrincipalOrgID or aws:PrincipalOrgPaths passes.
    """

    id = "role-trust-unknown-account"
    title = "Role trusts an unknown account"
    severity = Severity.HIGH
    remedy = Remedy(
        text="Find out whose accounts these are. Take those that nobody knows out of the trust policy of {name};"
        " add the others to the option trusted_accounts.",
        console=(*CONSOLE, "AWS Organizations > AWS accounts: look for the account ids"),
        cli=("aws organizations list-accounts --query 'Accounts[].[Id,Name]' --output text", *CLI),
        automated="IAM Access Analyzer, with the organization as its zone of trust, reports these as external access.",
    )

    trusted_accounts: tuple[str, ...] = option(
        (), "Ids of the accounts that roles may trust; none by default."
    )

    def among(self, snapshot: Snapshot) -> Self:
        """Take the accounts of the same organization for known, as far as the audit knows them."""
        return replace(self, trusted_accounts=(*self.trusted_accounts, *members_of_organization(snapshot)))

    def is_relevant(self, role: Role, trusted: Trusted) -> bool:
        """Look at principals that may come from an unknown account."""
        return bool(strangers(role, trusted, self.trusted_accounts))

    def judge(self, role: Role, relevant: tuple[Trusted, ...]) -> Finding | None:
        """Flag the role, once for all the accounts."""
        accounts = {account for one in relevant for account in strangers(role, one, self.trusted_accounts)}
        facts: Facts = {"accounts": listed(accounts), "principals": names(relevant)}
        return self.finding(role, f"{role.name} trusts {listed(accounts)}.", facts)
