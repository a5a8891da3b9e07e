"""Users who are administrators."""

from datetime import datetime

from iam_audit.checks.base import Remedy
from iam_audit.checks.own_policies import milder
from iam_audit.checks.populations import USERS
from iam_audit.checks.principals import (
    CLI_FOR_USERS,
    STEPS_FOR_USERS,
    PrivilegeCheck,
    Sure,
    how_it_administers,
    in_words,
    reaches,
    tier_facts,
)
from iam_audit.model import Finding, Privilege, Role, Severity, Snapshot, Tier, User


class UserAdmin(PrivilegeCheck):
    """A user's key or password lasts until somebody takes it away, and here it opens everything.

    Judged is what all policies of the user and its groups come to, less what denials and the permissions boundary
    take away, whatever the policies are called. Whoever can surely give themselves everything counts, too.
    """

    id = "user-admin"
    title = "User is an administrator"
    severity = Severity.CRITICAL
    examines = USERS
    remedy = Remedy(
        text="Give {name} what the work needs, and keep administration for a role that is taken on with MFA, or for"
        " IAM Identity Center.",
        console=STEPS_FOR_USERS,
        cli=CLI_FOR_USERS,
    )

    def judge(
        self,
        who: User | Role,
        privilege: Privilege,
        snapshot: Snapshot,  # noqa: ARG002 - the privilege says it all
        now: datetime,  # noqa: ARG002 - as above
    ) -> Finding | None:
        """Flag an administrator; milder when that hangs on conditions."""
        sure = reaches(privilege, Tier.ADMIN)
        if sure is Sure.UNKNOWN:
            return self.not_known(who, privilege.reasons)
        if sure is Sure.NO:
            return None
        severity = self.severity if sure is Sure.YES else milder(self.severity)
        message = f"{in_words(who)} {how_it_administers(privilege, sure)}."
        return self.finding(who, message, tier_facts(privilege), severity=severity)
