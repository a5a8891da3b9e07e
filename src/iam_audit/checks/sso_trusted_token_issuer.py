"""Token issuers that applications believe."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from iam_audit.checks.base import Check, Population, Remedy, option
from iam_audit.checks.naming import fits
from iam_audit.model import Finding, Remediation, Resource, Section, Severity, Snapshot, TrustedTokenIssuer


def issuers(snapshot: Snapshot) -> Iterator[TrustedTokenIssuer]:
    """Yield the trusted token issuers of all instances."""
    return (one for center in snapshot.identity_center for one in center.trusted_token_issuers)


@dataclass(frozen=True)
class SsoTrustedTokenIssuer(Check):
    """An application may act as anybody for whom a trusted issuer signs a token.

    It is told so that you know your issuers. Name those you expect in the option.
    """

    id = "sso-trusted-token-issuer"
    title = "Trusted token issuer is not on the list"
    severity = Severity.INFO
    needs = (Section.IDENTITY_CENTER,)
    examines = Population("trusted token issuers", issuers)
    remedy = Remedy(
        text="Delete {name}, or put it on the list.",
        console=("IAM Identity Center > Settings > Authentication > Trusted token issuers",),
        cli=("aws sso-admin delete-trusted-token-issuer --trusted-token-issuer-arn {issuer}",),
    )

    allowed: tuple[str, ...] = option(
        (), "Names of issuers that are expected, with * and ?; none by default."
    )

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Mention issuers that are not expected."""
        for one in issuers(snapshot):
            if not fits(one.name, self.allowed):
                yield self.finding(
                    one, f"Applications may exchange tokens of the issuer {one.name}.", {"name": one.name}
                )

    def remediation(self, resource: Resource) -> Remediation:
        """Fill in the ARN of the issuer."""
        known = resource.arn if resource.type == "trusted-token-issuer" else "ISSUER_ARN"
        return self.remedy.for_resource(resource, issuer=known)
