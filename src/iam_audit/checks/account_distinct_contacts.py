"""Accounts whose alternate contacts are missing, or all the same."""

from collections.abc import Iterator
from datetime import datetime

from iam_audit.checks.account_security_contact import GIVE
from iam_audit.checks.base import Check, Facts, Remedy
from iam_audit.checks.populations import ACCOUNT
from iam_audit.model import ContactKind, Finding, Section, Severity, Snapshot


class AccountDistinctContacts(Check):
    """Security, billing and operations are different people's work, and one mailbox reaches one of them.

    Compared are the mail addresses, whatever their case.
    """

    id = "account-distinct-contacts"
    title = "Account lacks distinct alternate contacts"
    severity = Severity.LOW
    needs = (Section.ALTERNATE_CONTACTS,)
    examines = ACCOUNT
    remedy = Remedy(
        text="Give account {account} a contact of its own for security, for billing and for operations.",
        console=("Account menu > Account > Alternate contacts > Edit",),
        cli=(GIVE,),
    )

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Flag an account that lacks one, or gives one address twice."""
        contacts = snapshot.alternate_contacts
        missing = [kind.lower() for kind in ContactKind if kind not in [one.kind for one in contacts]]
        addresses = {one.email.casefold() for one in contacts}
        facts: Facts = {"missing": ", ".join(missing), "addresses": len(addresses)}
        if missing:
            message = f"Account {snapshot.account.id} has no alternate contact for {' and '.join(missing)}."
            yield self.finding(snapshot.account, message, facts)
        elif len(addresses) < len(contacts):
            message = f"The alternate contacts of account {snapshot.account.id} share a mail address."
            yield self.finding(snapshot.account, message, facts)
