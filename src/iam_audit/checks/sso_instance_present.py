"""Accounts that IAM Identity Center does not reach."""

from collections.abc import Iterator
from datetime import datetime

from iam_audit.checks.base import Check, Remedy
from iam_audit.checks.populations import ACCOUNT
from iam_audit.checks.sso_facts import in_use
from iam_audit.model import Finding, Section, Severity, Snapshot


class SsoInstancePresent(Check):
    """Identity Center gives people short sessions in all accounts, and no keys to lose.

    An account of another way to federate, a SAML provider of its own, passes as well. Identity Center is seen
    from the Region that it was enabled in.
    """

    id = "sso-instance-present"
    title = "IAM Identity Center is not in use"
    severity = Severity.LOW
    needs = (Section.SSO_INSTANCES,)
    examines = ACCOUNT
    remedy = Remedy(
        text="Enable IAM Identity Center in the management account of the organization.",
        console=("In the management account: IAM Identity Center > Enable",),
        cli=("aws sso-admin list-instances",),
    )

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Flag an account that sees no instance at work."""
        if in_use(snapshot) or snapshot.saml_providers:
            return
        if gap := snapshot.gap(Section.SAML_PROVIDERS):
            yield self.unknown(
                snapshot.account, f"No Identity Center, and SAML providers were not read: {gap.reason}."
            )
            return
        message = f"Account {snapshot.account.id} sees no instance of IAM Identity Center."
        yield self.finding(snapshot.account, message, {"instances": len(snapshot.sso_instances)})
