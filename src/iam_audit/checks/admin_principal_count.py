"""How many administrators an account has."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from iam_audit.checks.base import Facts, Population, Remedy, option
from iam_audit.checks.own_policies import label, listed
from iam_audit.checks.principals import Sure, WithRolesOfAws, judged, principals, reaches
from iam_audit.model import Finding, Privilege, Role, Severity, Snapshot, Tier, User

Counted = dict[Sure, list[User | Role]]


@dataclass(frozen=True)
class AdminPrincipalCount(WithRolesOfAws):
    """Each administrator is one more way to lose the account, and with fewer than two, one absence locks it.

    Users and roles count that may surely do everything, also by giving it to themselves. The roles that AWS's own
    services set up count towards the least, not towards the most.
    """

    id = "admin-principal-count"
    title = "Account has too many or too few administrators"
    severity = Severity.MEDIUM
    examines = Population("accounts", lambda snapshot: (snapshot.account,))
    remedy = Remedy(
        text="Take full control from those who do not need it, or see to it that a second person has it.",
        console=("IAM > Policies > AdministratorAccess > Entities attached",),
        cli=(
            "aws iam list-entities-for-policy --policy-arn arn:aws:iam::aws:policy/AdministratorAccess",
            "aws iam get-account-authorization-details --filter User Role Group",
        ),
    )

    min_admins: int = option(2, "The fewest administrators that an account should have.")
    max_admins: int = option(
        5, "The most administrators that an account should have, beside the roles of AWS."
    )

    def judge(
        self,
        who: User | Role,  # noqa: ARG002 - nobody is judged alone
        privilege: Privilege,  # noqa: ARG002 - as above
        snapshot: Snapshot,  # noqa: ARG002 - as above
        now: datetime,  # noqa: ARG002 - as above
    ) -> None:
        """Judge nobody: the whole account is."""
        return

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:
        """Flag an account whose number of administrators is surely outside the range, or may be."""
        found = judged(snapshot, now)
        counted: Counted = {sure: [] for sure in Sure}
        for who in principals(snapshot):
            counted[reaches(found[who.arn], Tier.ADMIN)].append(who)
        if verdict := self._judge(snapshot, counted):
            yield verdict

    def _judge(self, snapshot: Snapshot, counted: Counted) -> Finding | None:
        sure, maybe, unread = counted[Sure.YES], counted[Sure.MAYBE], counted[Sure.UNKNOWN]
        own = [who for who in sure if not self.is_of_aws(who)]
        others = [who for who in (*maybe, *unread) if not self.is_of_aws(who)]
        facts: Facts = {
            "administrators": listed(map(label, own)),
            "administrator_count": len(own),
            "set_up_by_aws": len(sure) - len(own),
            "possible_administrators": len(maybe),
            "not_known": len(unread),
        }
        if len(own) > self.max_admins:
            message = f"{len(own)} users and roles are administrators; at most {self.max_admins} should be."
            return self.finding(snapshot.account, message, facts)
        if len(sure) + len(maybe) + len(unread) < self.min_admins:
            message = f"{len(sure)} users and roles are administrators; at least {self.min_admins} should be."
            return self.finding(snapshot.account, message, facts)
        if len(own) + len(others) <= self.max_admins and len(sure) >= self.min_admins:
            return None
        return self._doubt(snapshot, counted, facts)

    def _doubt(self, snapshot: Snapshot, counted: Counted, facts: Facts) -> Finding:
        sure, maybe, unread = (len(counted[one]) for one in (Sure.YES, Sure.MAYBE, Sure.UNKNOWN))
        limits = f"between {self.min_admins} and {self.max_admins} should be"
        if unread:
            message = f"{sure} users and roles are administrators, and of {unread} it is not known; {limits}."
            return self.unknown(snapshot.account, message)
        message = f"{sure} users and roles are administrators and {maybe} more may be; {limits}."
        return self.finding(snapshot.account, message, facts, severity=Severity.LOW)
