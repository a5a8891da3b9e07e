"""Organizations whose members may do with IAM what they like."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from iam_audit.checks.base import Check, Remedy, option
from iam_audit.checks.guardrails import denials, unreadable, where
from iam_audit.checks.organization_checks import ORGANIZATIONS, managed_organization
from iam_audit.model import Finding, Section, Severity, Snapshot
from iam_audit.policy.document import Statement
from iam_audit.policy.patterns import Pattern


@dataclass(frozen=True)
class OrgScpIamGuardrails(Check):
    """A guardrail above the accounts holds even against an administrator, or somebody who has become one.

    Each action in the option must be denied by a service control policy that is attached to something. A
    condition, such as an exception for one role, is taken for intended; the evidence says where policies are
    attached, since one unit alone leaves the others open.
    """

    id = "org-scp-iam-guardrails"
    title = "Risky IAM actions have no guardrail"
    severity = Severity.MEDIUM
    needs = (Section.ORGANIZATION, Section.SERVICE_CONTROL_POLICIES)
    examines = ORGANIZATIONS
    remedy = Remedy(
        text="Attach a service control policy that denies what no account should do by itself.",
        console=(
            "In the management account: AWS Organizations > Policies > Service control policies > Create policy",
        ),
        cli=(
            (
                "aws organizations create-policy --type SERVICE_CONTROL_POLICY --name guardrails"
                " --description Guardrails --content file://guardrails.json"
            ),
            "aws organizations attach-policy --policy-id POLICY_ID --target-id ROOT_ID",
        ),
    )

    actions: tuple[str, ...] = option(
        ("iam:CreateUser", "iam:CreateAccessKey", "organizations:LeaveOrganization"),
        "Actions that a service control policy must deny.",
    )

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Flag an organization in which some of the actions are not denied."""
        for organization in managed_organization(snapshot):
            found = {action: _policies_against(action, snapshot) for action in self.actions}
            open_actions = [action for action, policies in found.items() if not policies]
            if not open_actions:
                continue
            if names := unreadable(snapshot):
                yield self.unknown(organization, f"These policies could not be read: {', '.join(names)}.")
                continue
            message = f"No service control policy of {organization.id} denies {', '.join(open_actions)}."
            denied = "; ".join(f"{action}: {policies}" for action, policies in found.items() if policies)
            yield self.finding(
                organization, message, {"open": ", ".join(open_actions), "denied": denied or "none"}
            )


def _policies_against(action: str, snapshot: Snapshot) -> str:
    against = [
        (policy, where(policy)) for policy, statement in denials(snapshot) if _covers(statement, action)
    ]
    return ", ".join(dict.fromkeys(f"{policy.name} at {place}" for policy, place in against))


def _covers(statement: Statement, action: str) -> bool:
    names = statement.actions
    listed = any(Pattern.of(text.casefold()).matches(action.casefold()) for text in names.texts)
    return listed is not names.negated
