"""Roles that anybody may take on."""

from iam_audit.checks.base import Facts, Remedy
from iam_audit.checks.trust_checks import CLI, CONSOLE, TrustCheck, names
from iam_audit.model import Finding, Role, Severity
from iam_audit.policy.trust_questions import is_pinned
from iam_audit.policy.trusted import Kind, Trusted


class RoleTrustAnyPrincipal(TrustCheck):
    """A role that trusts everybody is open to every AWS account in the world, and those are free.

    `*`, an ARN with a wildcard for its account, and NotPrincipal all mean everybody. A role passes when a
    condition, or a Deny of everybody else, names the accounts, the organization, or the users and roles that
    may come (aws:PrincipalAccount, aws:PrincipalOrgID, aws:PrincipalOrgPaths, aws:PrincipalArn, aws:userid).
    Other conditions, such as an external id, an address or MFA, slow strangers down and lower the severity by a
    step.
    """

    id = "role-trust-any-principal"
    title = "Role may be taken on by anybody"
    severity = Severity.CRITICAL
    remedy = Remedy(
        text="Name the accounts, roles or users that need {name} as its Principal, or add a condition on"
        " aws:PrincipalOrgID. Then look in CloudTrail for who has used it.",
        console=(*CONSOLE, "CloudTrail > Event history > Event name AssumeRole: look for {name}"),
        cli=(
            *CLI,
            "aws cloudtrail lookup-events --lookup-attributes AttributeKey=ResourceName,AttributeValue={arn}",
        ),
        automated="IAM Access Analyzer reports such roles as external access, as soon as they are changed.",
    )

    def is_relevant(self, role: Role, trusted: Trusted) -> bool:
        """Look at principals that are not limited to anybody."""
        return trusted.kind is Kind.ANYBODY and not is_pinned(trusted, role.account_id)

    def judge(self, role: Role, relevant: tuple[Trusted, ...]) -> Finding | None:
        """Flag the role, as badly as its most open statement deserves."""
        bare = [one for one in relevant if not one.demands]
        keys = sorted({condition.key for one in relevant for demand in one.demands for condition in demand})
        facts: Facts = {"principals": names(relevant), "conditions": ", ".join(keys)}
        if bare:
            return self.finding(role, f"Anybody may take on {role.name}.", facts)
        message = f"Anybody may take on {role.name} who meets its conditions on {', '.join(keys)}."
        return self.finding(role, message, facts, severity=Severity.HIGH)
