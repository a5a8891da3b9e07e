"""Whether Identity Center asks for a second factor."""

from collections.abc import Iterator
from datetime import datetime

from iam_audit.checks.base import Check, Population, Remedy
from iam_audit.model import Finding, Section, Severity, Snapshot, SsoInstance


def own_instances(snapshot: Snapshot) -> Iterator[SsoInstance]:
    """Yield the instances that the account owns, or may own: their settings are its to look at."""
    return (one for one in snapshot.sso_instances if one.owner_account_id in (None, snapshot.account.id))


class SsoMfaState(Check):
    """Who may sign in to Identity Center without MFA is a setting that no API tells.

    A person has to look. Where another identity provider signs people in, its settings count instead.
    """

    id = "sso-mfa-state"
    title = "Identity Center may let people in without MFA"
    severity = Severity.INFO
    needs = (Section.SSO_INSTANCES,)
    examines = Population("instances of Identity Center that the account owns", own_instances)
    by_hand = True
    remedy = Remedy(
        text="Have Identity Center ask for MFA at every sign-in, and for a device at the first one.",
        console=(
            "IAM Identity Center > Settings > Authentication > Multi-factor authentication > Configure",
        ),
        cli=("aws sso-admin list-instances",),
    )

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Have a person look at each instance."""
        for one in own_instances(snapshot):
            yield self.manual(one, "No API tells whether this instance of Identity Center asks for MFA.")
