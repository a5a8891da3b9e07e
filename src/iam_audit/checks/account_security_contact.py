"""Accounts without a security contact."""

from collections.abc import Iterator
from datetime import datetime

from iam_audit.checks.base import Check, Remedy
from iam_audit.checks.populations import ACCOUNT
from iam_audit.model import ContactKind, Finding, Section, Severity, Snapshot

GIVE = (
    "aws account put-alternate-contact --alternate-contact-type SECURITY --email-address EMAIL --name NAME"
    " --phone-number PHONE --title TITLE"
)


class AccountSecurityContact(Check):
    """AWS writes here when it sees a leaked key or an attack; else only to root's mailbox, which few read."""

    id = "account-security-contact"
    title = "Account has no security contact"
    severity = Severity.MEDIUM
    needs = (Section.ALTERNATE_CONTACTS,)
    examines = ACCOUNT
    remedy = Remedy(
        text="Give account {account} a security contact: a mailbox that several people read.",
        console=("Account menu > Account > Alternate contacts > Edit > Security contact",),
        cli=(GIVE,),
        automated="The management account can set it for every member with --account-id.",
    )

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Flag an account without one."""
        kinds = [one.kind for one in snapshot.alternate_contacts]
        if ContactKind.SECURITY not in kinds:
            message = f"Account {snapshot.account.id} has no alternate contact for security."
            yield self.finding(snapshot.account, message, {"contacts": ", ".join(kinds) or "none"})
