"""Organizations in which privileged root sessions are possible."""

from collections.abc import Iterator
from datetime import datetime

from iam_audit.checks.base import Check, Remedy
from iam_audit.checks.organization_checks import ORGANIZATIONS, managed_organization
from iam_audit.model import Finding, Section, Severity, Snapshot

FEATURE = "RootSessions"


class RootSessionsEnabled(Check):
    """Whoever may call sts:AssumeRoot in the management account can act as root of any member.

    That is useful, and narrower than a root password. It is told so that you know who may: look for the action
    in the policies of the management account and of delegated administrators.
    """

    id = "root-sessions-enabled"
    title = "Privileged root sessions are switched on"
    severity = Severity.INFO
    needs = (Section.ORGANIZATION, Section.ORGANIZATIONS_FEATURES)
    examines = ORGANIZATIONS
    remedy = Remedy(
        text="Make sure that few may call sts:AssumeRoot, or switch the feature off while nobody needs it.",
        console=("IAM > Root access management > Settings > Privileged root actions in member accounts",),
        cli=(
            "aws iam list-organizations-features",
            "aws iam disable-organizations-root-sessions",
        ),
    )

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Mention an organization that has switched the feature on."""
        for organization in managed_organization(snapshot):
            if FEATURE in snapshot.organizations_features:
                message = (
                    f"In organization {organization.id}, sts:AssumeRoot gives sessions of members' root."
                )
                yield self.finding(
                    organization, message, {"enabled_features": ", ".join(snapshot.organizations_features)}
                )
