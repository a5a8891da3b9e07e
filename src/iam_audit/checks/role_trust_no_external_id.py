"""Roles that other people's accounts take on without an external id or MFA."""

from dataclasses import dataclass, replace
from typing import Self

from iam_audit.checks.base import Facts, Population, Remedy, option
from iam_audit.checks.strangers import listed, members_of_organization, strangers
from iam_audit.checks.trust_checks import CLI, CONSOLE, TrustCheck, names
from iam_audit.model import Finding, Role, Severity, Snapshot
from iam_audit.policy.trust_questions import asks_external_id, asks_mfa
from iam_audit.policy.trusted import Trusted


@dataclass(frozen=True)
class RoleTrustNoExternalId(TrustCheck):
    """A vendor who takes on roles of many customers can be talked into taking on yours for somebody else.

    An external id that the vendor gives each customer prevents that: sts:ExternalId with a value that is not
    empty or a bare wildcard. For people, MFA does: BoolIfExists does not count, since an access key without MFA
    gets past it. Accounts of the same owner need neither: name them in the option `own_accounts`. Those of
    the organization count as named, as far as the audit knows them. A trust limited to an organization passes.
    """

    id = "role-trust-no-external-id"
    title = "Role for another account needs neither external id nor MFA"
    severity = Severity.HIGH
    examines = Population("roles that other owners' accounts may take on", lambda _: ())
    only_relevant = True
    remedy = Remedy(
        text="Ask the owner of the account for the external id of yours, and add the condition StringEquals"
        " sts:ExternalId to the statement of {name}; for people, Bool aws:MultiFactorAuthPresent true.",
        console=CONSOLE,
        cli=CLI,
    )

    own_accounts: tuple[str, ...] = option((), "Ids of other accounts of the same owner; none by default.")

    def among(self, snapshot: Snapshot) -> Self:
        """Take the accounts of the same organization for known, as far as the audit knows them."""
        return replace(self, own_accounts=(*self.own_accounts, *members_of_organization(snapshot)))

    def is_relevant(self, role: Role, trusted: Trusted) -> bool:
        """Look at principals from accounts of others."""
        return bool(strangers(role, trusted, self.own_accounts))

    def judge(self, role: Role, relevant: tuple[Trusted, ...]) -> Finding | None:
        """Flag the role when one of the principals has to prove nothing."""
        free = tuple(one for one in relevant if not asks_external_id(one) and not asks_mfa(one))
        if not free:
            return None
        accounts = listed({account for one in free for account in strangers(role, one, self.own_accounts)})
        message = f"{accounts} may take on {role.name} without an external id or MFA."
        facts: Facts = {"accounts": accounts, "principals": names(free)}
        return self.finding(role, message[0].upper() + message[1:], facts)
