"""OIDC providers that are believed about audiences nobody agreed to."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from iam_audit.checks.base import Check, Remedy, option
from iam_audit.checks.federation_checks import OIDC_PROVIDERS
from iam_audit.model import Finding, OidcProvider, Section, Severity, Snapshot


@dataclass(frozen=True)
class OidcClientIdAllowlist(Check):
    """A client id too many lets tokens in that were made for another application.

    Name the ids you expect in the option `allowed`; without any, no provider is looked at.
    """

    id = "oidc-client-id-allowlist"
    title = "OIDC provider takes an unexpected client id"
    severity = Severity.MEDIUM
    needs = (Section.OIDC_PROVIDERS,)
    examines = OIDC_PROVIDERS
    remedy = Remedy(
        text="Remove the client ids from {name} that are not expected.",
        console=("IAM > Identity providers > {name} > Endpoint verification and audiences > Remove",),
        cli=(
            (
                "aws iam remove-client-id-from-open-id-connect-provider --open-id-connect-provider-arn {arn}"
                " --client-id CLIENT_ID"
            ),
        ),
    )

    allowed: tuple[str, ...] = option((), "Client ids that providers may have; none by default.")

    def members(self, snapshot: Snapshot) -> Iterator[OidcProvider]:
        """Yield the providers, once any id is allowed."""
        return (one for one in snapshot.oidc_providers if self.allowed)

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Flag providers with an id that is not allowed."""
        for one in self.members(snapshot):
            if one.client_ids is None:
                yield self.unknown(one, f"The client ids of the OIDC provider {one.name} could not be read.")
            elif strangers := [each for each in one.client_ids if each not in self.allowed]:
                named = ", ".join(strangers)
                message = f"The OIDC provider {one.name} takes client ids that are not allowed: {named}."
                yield self.finding(one, message, {"unexpected": named})
