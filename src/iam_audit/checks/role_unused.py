"""Roles that nobody has taken on for a while."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from iam_audit.checks.base import Check, Facts, Remedy, option
from iam_audit.checks.last_use import idle_since, use_facts, use_words, why_unknown
from iam_audit.checks.populations import OWN_ROLES, own_roles
from iam_audit.model import Finding, Role, Section, Severity, Snapshot, UseUnknown, whole_days


@dataclass(frozen=True)
class RoleUnused(Check):
    """A role that nobody uses keeps its permissions, and whoever is trusted by it may use them unseen.

    AWS remembers 400 days of a role's use. One that was not used in them counts as unused for 400 days, however
    old it is; with a limit of more than that, it cannot be judged. A role that was never used counts from the day
    it was made. Roles that belong to AWS services or Identity Center are left out.
    """

    id = "role-unused"
    title = "Role is unused"
    severity = Severity.MEDIUM
    needs = (Section.ROLES,)
    examines = OWN_ROLES
    remedy = Remedy(
        text="Ask who made {name}, take its permissions away for a while with the policy AWSDenyAll, and delete it"
        " when nothing has missed it. Some roles are for emergencies: mute the finding for those.",
        console=(
            "IAM > Roles > {name} > Last activity, and Access Advisor",
            "Permissions > Add permissions > Attach policies > AWSDenyAll",
            "After a quiet month, IAM > Roles > {name} > Delete",
        ),
        cli=(
            "aws iam get-role --role-name {name} --query Role.RoleLastUsed",
            "aws iam attach-role-policy --role-name {name} --policy-arn arn:aws:iam::aws:policy/AWSDenyAll",
            "aws iam list-instance-profiles-for-role --role-name {name}",
            "aws iam delete-role --role-name {name}",
        ),
        automated="IAM Access Analyzer reports unused roles when an analyzer for unused access is switched on.",
    )

    max_days: int = option(90, "Days without use; exactly this many pass.")

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:
        """Flag roles unused for more than `max_days` whole days."""
        for role in own_roles(snapshot):
            use = role.last_used
            if isinstance(use, UseUnknown) and use.quiet_days is not None:
                verdict = self._judge_forgotten(role, use.quiet_days, snapshot.collected_at, now)
            else:
                verdict = self._judge(role, now)
            if verdict:
                yield verdict

    def _judge(self, role: Role, now: datetime) -> Finding | None:
        since = idle_since(role.last_used, role.created_at)
        if since is None:
            return self.unknown(role, why_unknown(role.last_used, "when the role was made"))
        days = whole_days(since, now)
        if days <= self.max_days:
            return None
        said = use_words(role.last_used, days, "it was made")
        message = f"{role.name} {said}; the limit is {self.max_days}."
        return self.finding(role, message, self._facts(role, days))

    def _judge_forgotten(
        self, role: Role, quiet_days: int, collected_at: datetime, now: datetime
    ) -> Finding | None:
        days = whole_days(collected_at - timedelta(days=quiet_days), now)
        if days <= self.max_days:
            return self.unknown(
                role, f"{role.name} was not used for at least {days} days; AWS remembers no more of it."
            )
        message = (
            f"{role.name} was not used for at least {days} days, which is all that AWS remembers;"
            f" the limit is {self.max_days}."
        )
        return self.finding(role, message, self._facts(role, days))

    def _facts(self, role: Role, days: int) -> Facts:
        return {
            "unused_days": days,
            "limit_days": self.max_days,
            "role_created_at": role.created_at.isoformat() if role.created_at else None,
            **use_facts(role.last_used),
        }
