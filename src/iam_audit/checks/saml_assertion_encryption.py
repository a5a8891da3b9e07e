"""SAML providers that take assertions in clear."""

from collections.abc import Iterator
from datetime import datetime

from iam_audit.checks.base import Check, Remedy
from iam_audit.checks.federation_checks import SAML_PROVIDERS
from iam_audit.model import Finding, Section, Severity, Snapshot

REQUIRED = "Required"


class SamlAssertionEncryption(Check):
    """An assertion travels through the browser; encrypted, it tells nobody on the way who may do what.

    It is signed in any case, so nobody can change it. That is why this is no more than a remark.
    """

    id = "saml-assertion-encryption"
    title = "SAML provider does not require encrypted assertions"
    severity = Severity.INFO
    needs = (Section.SAML_PROVIDERS,)
    examines = SAML_PROVIDERS
    remedy = Remedy(
        text="Give {name} a private key, have the identity provider encrypt, then require it.",
        console=("IAM > Identity providers > {name} > SAML encryption > Edit > Required",),
        cli=(
            (
                "aws iam update-saml-provider --saml-provider-arn {arn} --assertion-encryption-mode Required"
                " --add-private-key file://private-key.pem"
            ),
        ),
    )

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Flag providers for which encryption is not required. No mode at all is that of older providers."""
        for one in snapshot.saml_providers:
            if one.assertion_encryption is None and one.tags is None:
                yield self.unknown(one, f"The details of the SAML provider {one.name} could not be read.")
            elif one.assertion_encryption != REQUIRED:
                mode = one.assertion_encryption or "not set"
                yield self.finding(
                    one, f"The SAML provider {one.name} takes assertions in clear.", {"mode": mode}
                )
