"""Roles that take SAML assertions whoever they are meant for."""

from iam_audit.checks.base import Facts, Population, Remedy
from iam_audit.checks.trust_checks import CLI, CONSOLE, TrustCheck, names
from iam_audit.model import Finding, Role, Severity
from iam_audit.policy.trusted import Kind, Trusted
from iam_audit.policy.web_identity import names_saml_audience


class RoleTrustSamlAudience(TrustCheck):
    """An assertion made for another service must not open a role: SAML:aud says that it was made for AWS.

    Enough is a condition on SAML:aud with the sign-in page, also with a wildcard for its Region, and without
    IfExists.
    """

    id = "role-trust-saml-audience"
    title = "Role takes SAML assertions for any audience"
    severity = Severity.MEDIUM
    examines = Population("roles that SAML providers may take on", lambda _: ())
    only_relevant = True
    remedy = Remedy(
        text="Add the condition StringEquals SAML:aud https://signin.aws.amazon.com/saml, or the page of your"
        " Region, to the statement of {name}.",
        console=CONSOLE,
        cli=CLI,
    )

    def is_relevant(self, role: Role, trusted: Trusted) -> bool:  # noqa: ARG002 - no matter whose role it is
        """Look at SAML providers."""
        return trusted.kind is Kind.SAML

    def judge(self, role: Role, relevant: tuple[Trusted, ...]) -> Finding | None:
        """Flag the role when a provider is trusted without an audience."""
        free = tuple(one for one in relevant if not names_saml_audience(one))
        if not free:
            return None
        facts: Facts = {"providers": names(free)}
        return self.finding(role, f"{role.name} takes assertions of {names(free)} for any audience.", facts)
