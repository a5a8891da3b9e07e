"""What breaks at worst when a credential is taken away."""

from iam_audit.model import AccountResult, Bounds, LastUse, PrincipalType, Section, Snapshot, Tier, Used
from iam_audit.remediate.nouns import Blast, Target

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
        use = self._last_use(target)
        bounds = self._keys.get(target.id) or self._users.get(target.user_name or "", UNKNOWN)
        services = self._used_lately(target)
        return Blast(
            lower=bounds.lower,
            upper=bounds.upper,
            last_used_at=use.at if use else None,
            last_service=use.service if use else None,
            last_region=use.region if use else None,
            services=services or (),
            services_known=services is not None,
        )

    def _last_use(self, target: Target) -> Used | None:
        """Return the last use of a key; of a user, that of whichever credential was used last."""
        keys = self._snapshot.keys_by_user.get(target.user_name or "", ())
        user = self._snapshot.users_by_name.get(target.user_name or "")
        uses: list[LastUse] = [
            key.last_used for key in keys if target.type != "access-key" or key.id == target.id
        ]
        if user and target.type != "access-key":
            uses.append(user.password.last_used)
        known = [one for one in uses if isinstance(one, Used)]
        return max(known, key=lambda one: one.at, default=None)

    def _used_lately(self, target: Target) -> tuple[str, ...] | None:
        """Return the services that the user used, the latest first; None when Access Advisor was not asked."""
        user = self._snapshot.users_by_name.get(target.user_name or "")
        uses = self._services.get(user.arn) if user and self._advised else None
        if uses is None:
            return None
        used = sorted(((one.last_at, one.service) for one in uses if one.last_at), reverse=True)
        return tuple(service for _, service in used[:SHOWN])
