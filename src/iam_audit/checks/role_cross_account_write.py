"""Roles with which other accounts change things here."""

from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from iam_audit.checks.base import Facts, Remedy, option
from iam_audit.checks.principals import Sure, WithRolesOfAws, in_words
from iam_audit.checks.role_admin_external_trust import OPEN_ROLES, outsiders
from iam_audit.checks.strangers import listed
from iam_audit.checks.trust_checks import CLI, CONSOLE
from iam_audit.model import Finding, Privilege, Role, Severity, Snapshot, User
from iam_audit.policy.deeds import deeds

SHOWN = 5


@dataclass(frozen=True)
class RoleCrossAccountWrite(WithRolesOfAws):
    """An account that may change things here can delete, encrypt and pay with your money.

    Looked at is what the role may do after denials and its boundary. Accounts in `trusted_accounts` may write; unless
    it is set, they are those of `role-trust-unknown-account`. A trust limited to an organization passes.
    """

    id = "role-cross-account-write"
    title = "Another account can change things"
    severity = Severity.HIGH
    follows = MappingProxyType({"trusted_accounts": ("role-trust-unknown-account", "trusted_accounts")})
    examines = OPEN_ROLES
    remedy = Remedy(
        text="Let {name} read what the other account needs and nothing else, or take the account out of its trust"
        " policy.",
        console=("IAM > Roles > {name} > Permissions", *CONSOLE),
        cli=CLI,
    )

    trusted_accounts: tuple[str, ...] = option(
        (), "Ids of the accounts that may change things; none by default."
    )

    def judge(
        self,
        who: User | Role,
        privilege: Privilege,  # noqa: ARG002 - the tier does not tell secrets from changes
        snapshot: Snapshot,
        now: datetime,
    ) -> Finding | None:
        """Flag a role that lets in others and may write; milder when that hangs on conditions."""
        accounts = outsiders(who, self.trusted_accounts) if isinstance(who, Role) else frozenset()
        if accounts is None:
            return self.unknown(who, f"The trust policy of {who.name} cannot be understood.")
        if not accounts:
            return None
        writes = deeds(snapshot, now).writes(who)
        if writes.unread and not writes.certain:
            return self.not_known(who, writes.unread)
        if not writes.possible:
            return None
        sure, names = (Sure.YES, writes.certain) if writes.certain else (Sure.MAYBE, writes.possible)
        facts: Facts = {
            "accounts": listed(accounts),
            "actions": ", ".join(names[:SHOWN]),
            "action_count": len(names),
        }
        may = "can" if sure is Sure.YES else "may"
        message = (
            f"{in_words(who)} lets in {listed(accounts)}, which {may} change things with it:"
            f" {len(names)} actions, such as {names[0]}{self.whose(who)}."
        )
        return self.finding(who, message, facts, severity=self.graded(who, sure))
