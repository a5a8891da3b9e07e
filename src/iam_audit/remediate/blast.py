"""What breaks at worst when a credential is taken away."""

from iam_audit.model import AccountResult, Section, Snapshot, Tier
from iam_audit.remediate.known import facts_known
from iam_audit.remediate.nouns import Blast, Target
from iam_audit.remediate.use import moment

SHOWN = 5
"""How many services are named."""


def blast_of(target: Target, snapshot: Snapshot, result: AccountResult) -> Blast:
    """Return how much the owner can do, and what the credential was last used for, as far as is known."""
    facts = facts_known(target, snapshot)
    lower, upper = _tiers(target, result)
    known = snapshot.gap(Section.SERVICE_LAST_ACCESSED) is None
    services = _services(target, snapshot) if known else None
    service, region = facts.get("last_used_service"), facts.get("last_used_region")
    return Blast(
        lower=lower,
        upper=upper,
        last_used_at=moment(facts, "last_used_at"),
        last_service=service if isinstance(service, str) else None,
        last_region=region if isinstance(region, str) else None,
        services=services or (),
        services_known=services is not None,
    )


def _tiers(target: Target, result: AccountResult) -> tuple[Tier, Tier]:
    """Return what is certain and what is possible; of whom nothing is known, anything is."""
    if target.type == "access-key":
        for row in result.keys:
            if row.key.id == target.id:
                return row.privilege.lower, row.privilege.upper
    for one in result.principals:
        if one.name == target.user_name and ":user/" in one.arn:
            return one.privilege.lower, one.privilege.upper
    return Tier.NONE, Tier.UNKNOWN


def _services(target: Target, snapshot: Snapshot) -> tuple[str, ...] | None:
    """Return the services that the user used lately, the latest first; None when Access Advisor was not asked."""
    user = snapshot.users_by_name.get(target.user_name or "")
    uses = next(
        (one.services for one in snapshot.service_last_accessed if user and one.arn == user.arn), None
    )
    if uses is None:
        return None
    used = sorted(((one.last_at, one.service) for one in uses if one.last_at), reverse=True)
    return tuple(service for _, service in used[:SHOWN])
