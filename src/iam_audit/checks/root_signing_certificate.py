"""Signing certificates of the root user."""

from collections.abc import Iterator
from datetime import datetime

from iam_audit.checks.base import Check, Remedy
from iam_audit.checks.populations import ROOT, root_user
from iam_audit.model import Finding, Section, Severity, Snapshot


class RootSigningCertificate(Check):
    """An X.509 signing certificate of root is a credential without limits that nobody thinks of.

    It signs requests of the oldest EC2 tools and takes no second factor. Either source is enough to tell that
    there is one: the credential report, or the account summary.
    """

    id = "root-signing-certificate"
    title = "Root user has a signing certificate"
    severity = Severity.HIGH
    needs = (Section.ROOT, Section.ACCOUNT_SUMMARY)
    needs_all = False
    examines = ROOT
    remedy = Remedy(
        text="Sign in as root of account {account} and delete the signing certificate.",
        console=(
            "Sign in as root > account menu > Security credentials > X.509 certificates",
            "Actions > Deactivate; when nothing breaks, Actions > Delete",
        ),
        cli=("aws iam get-account-summary --query SummaryMap.AccountSigningCertificatesPresent",),
    )

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Flag a certificate that is active, or that the summary counts."""
        root = root_user(snapshot)
        told = (
            snapshot.account_summary.root_signing_certificates_present if snapshot.account_summary else None
        )
        active = [one.active for one in snapshot.root.signing_certificates] if snapshot.root else [None]
        if told or True in active:
            message = f"Root of account {snapshot.account.id} has an X.509 signing certificate."
            yield self.finding(root, message, {"in_report": True in active, "in_summary": told})
        elif told is None and None in active:
            yield self.unknown(root, "Nothing tells whether root has a signing certificate.")
