"""Organizations that allow every Region."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from iam_audit.checks.base import Check, Remedy, option
from iam_audit.checks.guardrails import denials, unreadable
from iam_audit.checks.organization_checks import ORGANIZATIONS, managed_organization
from iam_audit.model import Finding, Section, Severity, Snapshot
from iam_audit.policy.document import Statement

KEY = "aws:requestedregion"
NEGATED = ("stringnotequals", "stringnotlike", "stringnotequalsignorecase")


@dataclass(frozen=True)
class OrgScpRegionDeny(Check):
    """Whoever steals a credential likes to work in a Region where nobody looks.

    A service control policy that denies all Regions but some, and is attached to anything, passes. Name the
    Regions in the option, and it has to leave open no other.
    """

    id = "org-scp-region-deny"
    title = "No service control policy denies Regions"
    severity = Severity.LOW
    needs = (Section.ORGANIZATION, Section.SERVICE_CONTROL_POLICIES)
    examines = ORGANIZATIONS
    remedy = Remedy(
        text="Attach a service control policy that denies requests to other Regions than those you use.",
        console=(
            "In the management account: AWS Organizations > Policies > Service control policies > Create policy",
        ),
        cli=(
            (
                "aws organizations create-policy --type SERVICE_CONTROL_POLICY --name deny-regions"
                " --description Regions --content file://deny-regions.json"
            ),
            "aws organizations attach-policy --policy-id POLICY_ID --target-id ROOT_ID",
        ),
    )

    regions: tuple[str, ...] = option((), "Regions that may be left open; by default any.")

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Flag an organization without such a policy."""
        for organization in managed_organization(snapshot):
            if any(self._denies(statement) for _, statement in denials(snapshot)):
                continue
            if names := unreadable(snapshot):
                yield self.unknown(organization, f"These policies could not be read: {', '.join(names)}.")
                continue
            message = f"No service control policy of organization {organization.id} denies Regions."
            yield self.finding(organization, message, {"policies": len(snapshot.service_control_policies)})

    def _denies(self, statement: Statement) -> bool:
        left_open = [
            value.casefold()
            for one in statement.conditions
            if one.key == KEY and one.operator.removesuffix("ifexists") in NEGATED
            for value in one.values
        ]
        allowed = [region.casefold() for region in self.regions]
        return bool(left_open) and (not allowed or set(left_open) <= set(allowed))
