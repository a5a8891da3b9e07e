"""The security questions of the root user."""

from collections.abc import Iterator
from datetime import datetime

from iam_audit.checks.base import Check, Remedy
from iam_audit.checks.populations import ROOT, root_user
from iam_audit.model import Finding, Section, Severity, Snapshot


class AccountSecurityQuestions(Check):
    """Security questions once helped AWS to tell the owner of an account from somebody else.

    No API tells whether they are set, and AWS no longer takes new ones. Older benchmarks still ask.
    """

    id = "account-security-questions"
    title = "Security questions may not be set"
    severity = Severity.INFO
    needs = (Section.ROOT,)
    examines = ROOT
    by_hand = True
    remedy = Remedy(
        text="If account {account} has questions, keep the answers safe; else give root a second MFA device.",
        console=("Sign in as root > account menu > Account > Configure security challenge questions",),
        cli=("aws account get-contact-information",),
    )

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Have a person look."""
        why = f"No API tells whether account {snapshot.account.id} has security questions."
        yield self.manual(root_user(snapshot), why)
