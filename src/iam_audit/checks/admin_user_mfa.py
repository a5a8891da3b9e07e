"""Administrators who need no second factor."""

from datetime import datetime

from iam_audit.checks import mfa_commands
from iam_audit.checks.base import Remedy
from iam_audit.checks.own_policies import milder
from iam_audit.checks.populations import USERS
from iam_audit.checks.principals import EVERYTHING_HELD, PrivilegeCheck, Sure, in_words, reaches, tier_facts
from iam_audit.model import (
    CredentialContext,
    Finding,
    Privilege,
    Remediation,
    Resource,
    Role,
    Section,
    Severity,
    Snapshot,
    Tier,
    User,
)

WITHOUT_MFA = (CredentialContext.ACCESS_KEY, CredentialContext.PASSWORD)


class AdminUserMfa(PrivilegeCheck):
    """One password, guessed or phished, is the whole account when its owner is an administrator without MFA.

    Judged is what the user's policies, groups and boundary come to, not what they are called. A user who is an
    administrator only when signed in with MFA passes: without the second factor nothing is lost.
    """

    id = "admin-user-mfa"
    title = "Administrator has no MFA"
    severity = Severity.CRITICAL
    needs = (*EVERYTHING_HELD, Section.MFA)
    examines = USERS
    remedy = Remedy(
        text="Have {user} register a second factor at once, or take the administration away.",
        console=mfa_commands.CONSOLE,
        cli=mfa_commands.CLI,
    )

    def judge(
        self,
        who: User | Role,
        privilege: Privilege,
        snapshot: Snapshot,  # noqa: ARG002 - the privilege says it all
        now: datetime,  # noqa: ARG002 - as above
    ) -> Finding | None:
        """Flag an administrator without MFA; milder when the administration hangs on conditions."""
        if not isinstance(who, User) or who.mfa_active:
            return None
        sure = reaches(privilege, Tier.ADMIN, WITHOUT_MFA)
        if sure is Sure.NO:
            return None
        if sure is Sure.UNKNOWN:
            return self.not_known(who, privilege.reasons)
        if who.mfa_active is None:
            return self.unknown(who, f"AWS did not say whether {who.name}, an administrator, has MFA.")
        may, severity = (" may be", milder(self.severity)) if sure is Sure.MAYBE else (" is", self.severity)
        message = f"{in_words(who)}{may} an administrator and has no MFA."
        return self.finding(who, message, {"mfa_active": False, **tier_facts(privilege)}, severity=severity)

    def remediation(self, resource: Resource) -> Remediation:
        """Say how to register a second factor."""
        return self.remedy.for_resource(resource)
