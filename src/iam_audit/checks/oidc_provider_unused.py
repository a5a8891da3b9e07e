"""Identity providers that no role trusts."""

from collections.abc import Iterator
from datetime import datetime

from iam_audit.checks.base import Check, Remedy
from iam_audit.checks.federation_checks import PROVIDERS, providers
from iam_audit.model import Finding, Remediation, Resource, Section, Severity, Snapshot

OF_SAML = Remedy(
    text="Delete the provider {name}, or the role that should trust it is missing.",
    console=("IAM > Identity providers > {name} > Delete",),
    cli=("aws iam delete-saml-provider --saml-provider-arn {arn}",),
)


class OidcProviderUnused(Check):
    """A provider that no role trusts is of no use, until somebody writes a role that trusts it too far.

    SAML providers are judged as well. Use through a role's trust policy is all that counts.
    """

    id = "oidc-provider-unused"
    title = "Identity provider is trusted by no role"
    severity = Severity.LOW
    needs = (Section.OIDC_PROVIDERS, Section.SAML_PROVIDERS, Section.ROLES)
    examines = PROVIDERS
    remedy = Remedy(
        text=OF_SAML.text,
        console=OF_SAML.console,
        cli=("aws iam delete-open-id-connect-provider --open-id-connect-provider-arn {arn}",),
    )

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Flag providers whose ARN is in no trust policy, be that readable or not."""
        for one in providers(snapshot):
            if not any(f'"{one.arn}"' in role.trust for role in snapshot.roles):
                message = f"No role's trust policy names the identity provider {one.name}."
                yield self.finding(one, message, {"roles": len(snapshot.roles)})

    def remediation(self, resource: Resource) -> Remediation:
        """Name the command that fits the kind of provider."""
        return (OF_SAML if resource.type == "saml-provider" else self.remedy).for_resource(resource)
