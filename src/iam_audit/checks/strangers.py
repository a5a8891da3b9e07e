"""Which principals of a trust policy may come from an account that is not expected."""

from collections.abc import Collection

from iam_audit.model import Role
from iam_audit.policy.trust_questions import accounts_of, in_an_organization
from iam_audit.policy.trusted import Kind, Trusted

ANY_ACCOUNT = "any account"


def strangers(role: Role, trusted: Trusted, known: Collection[str]) -> frozenset[str]:
    """Return the accounts, beside the role's own and the known ones, that a principal may come from.

    A trust that is limited to an organization is taken to mean one's own: whoever wrote it named it.
    """
    if trusted.kind not in (Kind.ANYBODY, Kind.ACCOUNT, Kind.IDENTITY) or in_an_organization(trusted):
        return frozenset()
    accounts = accounts_of(trusted, role.account_id)
    return frozenset({ANY_ACCOUNT}) if accounts is None else accounts - {role.account_id, *known}


def listed(accounts: Collection[str]) -> str:
    """Return accounts as people read them."""
    return ", ".join(sorted(accounts))
