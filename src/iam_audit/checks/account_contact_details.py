"""Whether the contact of an account is still right."""

from collections.abc import Iterator
from datetime import datetime

from iam_audit.checks.base import Check, Remedy
from iam_audit.checks.populations import ACCOUNT
from iam_audit.model import Finding, Section, Severity, Snapshot


class AccountContactDetails(Check):
    """AWS gives an account back to whoever its contact names, so the name had better be right.

    That there is a contact can be read, and is; whether it is current only a person can tell.
    """

    id = "account-contact-details"
    title = "Contact details of the account may be out of date"
    severity = Severity.INFO
    needs = (Section.CONTACT_INFORMATION,)
    examines = ACCOUNT
    by_hand = True
    remedy = Remedy(
        text="Look at the contact of account {account}, correct it, and note when you did.",
        console=("Account menu > Account > Contact information > Edit",),
        cli=(
            "aws account get-contact-information",
            "aws account put-contact-information --contact-information file://contact.json",
        ),
    )

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Flag an account without a contact, and have a person look at any other."""
        told = snapshot.contact_information
        if not told:
            message = f"Account {snapshot.account.id} has no contact information at all."
            yield self.finding(snapshot.account, message, {"fields": 0})
        else:
            why = f"The contact of account {snapshot.account.id} has {len(told)} fields: is it still right?"
            yield self.manual(snapshot.account, why)
