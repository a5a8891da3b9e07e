"""Roles that AWS services may take on for anybody."""

from dataclasses import dataclass

from iam_audit.checks.base import Facts, Population, Remedy, option
from iam_audit.checks.service_trust import SILENT_SERVICES, is_telling_service
from iam_audit.checks.trust_checks import CLI, CONSOLE, TrustCheck, names
from iam_audit.model import Finding, Role, Severity
from iam_audit.policy.trusted import Trusted


@dataclass(frozen=True)
class RoleTrustServiceConfusedDeputy(TrustCheck):
    """A service works for everybody: without a condition, it may use the role when somebody else asks it to.

    aws:SourceAccount or aws:SourceArn in the trust policy says whose requests count. Any condition passes here;
    whether it says enough, `role-trust-service-source-pinned` asks. Some services do not tell on whose behalf
    they come: those in `exempt_services` are left out, and so are service-linked roles, which only AWS can change.
    """

    id = "role-trust-service-confused-deputy"
    title = "Service may use a role for others"
    severity = Severity.HIGH
    examines = Population("roles that AWS services may take on", lambda _: ())
    only_relevant = True
    remedy = Remedy(
        text="Add the condition StringEquals aws:SourceAccount {account} to the statement of {name} that trusts the"
        " service; better still, ArnLike aws:SourceArn with the resources that use it. Try it where a failure does"
        " no harm: not every service sends these keys.",
        console=CONSOLE,
        cli=CLI,
    )

    exempt_services: tuple[str, ...] = option(
        SILENT_SERVICES, "Services that do not say on whose behalf they come."
    )

    def is_relevant(self, role: Role, trusted: Trusted) -> bool:  # noqa: ARG002 - no matter whose role it is
        """Look at services that could be told apart by their source."""
        return is_telling_service(trusted, self.exempt_services)

    def judge(self, role: Role, relevant: tuple[Trusted, ...]) -> Finding | None:
        """Flag the role when a service is trusted without any condition."""
        free = tuple(one for one in relevant if not one.demands)
        if not free:
            return None
        message = f"{names(free)} may take on {role.name} on behalf of anybody."
        facts: Facts = {"services": names(free)}
        return self.finding(role, message, facts)
