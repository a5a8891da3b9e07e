"""What breaks at worst when a credential is taken away."""

from iam_audit.model import AccountResult, Bounds, PrincipalType, Section, Snapshot, Tier
from iam_audit.remediate.known import facts_known
from iam_audit.remediate.nouns import Blast, Target
from iam_audit.remediate.use import moment

SHOWN = 5
"""How many services are named."""
UNKNOWN = Bounds(lower=Tier.NONE, upper=Tier.UNKNOWN)


class Stakes:
    """Knows what everybody in one account can do; made once per account, as it looks everything up beforehand."""

    def __init__(self, snapshot: Snapshot, result: AccountResult) -> None:
        self._snapshot = snapshot
        self._keys = {row.key.id: row.privilege for row in result.keys if row.key.id}
        self._users = {
            one.name: Bounds(lower=one.privilege.lower, upper=one.privilege.upper)
            for one in result.principals
            if one.type is PrincipalType.USER
        }
        self._services = {one.arn: one.services for one in snapshot.service_last_accessed}
        self._advised = snapshot.gap(Section.SERVICE_LAST_ACCESSED) is None

    def of(self, target: Target) -> Blast:
        """Return how much the owner can do, and what the credential was last used for, as far as is known."""
        facts = facts_known(target, self._snapshot)
        bounds = self._keys.get(target.id) or self._users.get(target.user_name or "", UNKNOWN)
        services = self._used_lately(target)
        service, region = facts.get("last_used_service"), facts.get("last_used_region")
        return Blast(
            lower=bounds.lower,
            upper=bounds.upper,
            last_used_at=moment(facts, "last_used_at"),
            last_service=service if isinstance(service, str) else None,
            last_region=region if isinstance(region, str) else None,
            services=services or (),
            services_known=services is not None,
        )

    def _used_lately(self, target: Target) -> tuple[str, ...] | None:
        """Return the services that the user used, the latest first; None when Access Advisor was not asked."""
        user = self._snapshot.users_by_name.get(target.user_name or "")
        uses = self._services.get(user.arn) if user and self._advised else None
        if uses is None:
            return None
        used = sorted(((one.last_at, one.service) for one in uses if one.last_at), reverse=True)
        return tuple(service for _, service in used[:SHOWN])
