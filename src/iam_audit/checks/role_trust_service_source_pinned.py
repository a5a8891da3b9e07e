"""Roles whose trust in a service has conditions that do not say on whose behalf."""

from iam_audit.checks.base import Facts, Population, Remedy
from iam_audit.checks.trust_checks import CLI, CONSOLE, TrustCheck, names
from iam_audit.model import Finding, Role, Severity
from iam_audit.policy.trust_questions import pins_source
from iam_audit.policy.trusted import Kind, Trusted


class RoleTrustServiceSourcePinned(TrustCheck):
    """A condition that any account can meet protects nobody, and looks as if it did.

    Enough are aws:SourceAccount, aws:SourceArn with an account in it (or a bucket, whose ARN has none),
    aws:SourceOrgID and aws:SourceOrgPaths, without a wildcard in the place that matters and without IfExists.
    A service that is trusted without any condition is judged by `role-trust-service-confused-deputy`. A statement
    with NotAction is left for a person to judge.
    """

    id = "role-trust-service-source-pinned"
    title = "Condition on a service does not say for whom"
    severity = Severity.MEDIUM
    examines = Population("roles that AWS services may take on under conditions", lambda _: ())
    only_relevant = True
    remedy = Remedy(
        text="Add StringEquals aws:SourceAccount {account}, or ArnLike aws:SourceArn with an account id in it, to the"
        " statement of {name} that trusts the service.",
        console=CONSOLE,
        cli=CLI,
    )

    def is_relevant(self, role: Role, trusted: Trusted) -> bool:  # noqa: ARG002 - no matter whose role it is
        """Look at services that are trusted under conditions."""
        return trusted.kind is Kind.SERVICE and bool(trusted.demands)

    def judge(self, role: Role, relevant: tuple[Trusted, ...]) -> Finding | None:
        """Flag the role when the conditions on a service leave open whom it works for."""
        free = tuple(one for one in relevant if not pins_source(one))
        if not free:
            return None
        if any(one.by_exclusion for one in free):
            return self.manual(
                role, f"{role.name} trusts {names(free)} in all but some actions: see what is meant."
            )
        keys = sorted({condition.key for one in free for demand in one.demands for condition in demand})
        message = (
            f"{names(free)} may take on {role.name} on behalf of other accounts, despite its conditions."
        )
        facts: Facts = {"services": names(free), "conditions": ", ".join(keys)}
        return self.finding(role, message, facts)
