"""Which principals of a trust policy may come from an account that is not expected."""

from collections.abc import Collection

from iam_audit.model import Role, Snapshot
from iam_audit.policy.trust_questions import accounts_of, in_an_organization
from iam_audit.policy.trusted import Kind, Trusted

ANY_ACCOUNT = "any account"


def members_of_organization(snapshot: Snapshot) -> tuple[str, ...]:
    """Return the accounts that are known to be of the same organization; nobody has to name those."""
    return snapshot.surroundings.accounts if snapshot.surroundings else ()


def strangers(role: Role, trusted: Trusted, known: Collection[str]) -> frozenset[str]:
    """Return the accounts, beside the role's own and the known ones, that a principal may come from.

    A trust that is limited to an organization is taken to mean one's own: whoever wrote it named it.
    """
    if trusted.kind not in (Kind.ANYBODY, Kind.ACCOUNT, Kind.IDENTITY) or in_an_organization(trusted):
        return frozenset()
    accounts = accounts_of(trusted, role.account_id)
    if accounts is None:
        return frozenset({ANY_ACCOUNT})
    # The known ones may be thousands, and those that one role trusts are few.
    return frozenset(one for one in accounts if one != role.account_id and one not in known)


def listed(accounts: Collection[str]) -> str:
    """Return accounts as people read them."""
    return ", ".join(sorted(accounts))
