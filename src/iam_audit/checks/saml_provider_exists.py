"""Accounts that nobody enters through an identity provider."""

from collections.abc import Iterator
from datetime import datetime

from iam_audit.checks.base import Check, Remedy
from iam_audit.checks.populations import ACCOUNT
from iam_audit.checks.sso_facts import in_use
from iam_audit.model import Finding, Section, Severity, Snapshot


class SamlProviderExists(Check):
    """With federation people sign in at one place, and lose their access there on the day they leave.

    A SAML provider in the account will do, and so will IAM Identity Center.
    """

    id = "saml-provider-exists"
    title = "No federation is in place"
    severity = Severity.LOW
    needs = (Section.SAML_PROVIDERS, Section.SSO_INSTANCES)
    needs_all = False
    examines = ACCOUNT
    remedy = Remedy(
        text="Enable IAM Identity Center for the organization, or add your identity provider to account {account}.",
        console=(
            "In the management account: IAM Identity Center > Enable",
            "Or IAM > Identity providers > Add provider > SAML",
        ),
        cli=("aws iam create-saml-provider --name PROVIDER --saml-metadata-document file://metadata.xml",),
    )

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Flag an account with neither."""
        if snapshot.saml_providers or in_use(snapshot):
            return
        if gaps := snapshot.missing(self.needs):
            why = "; ".join(gap.reason.rstrip(".") for gap in gaps)
            yield self.unknown(snapshot.account, f"Not all of the ways to federate could be read: {why}.")
        else:
            message = f"Account {snapshot.account.id} has no SAML provider and sees no IAM Identity Center."
            yield self.finding(snapshot.account, message, {"saml_providers": 0, "sso_instances": 0})
