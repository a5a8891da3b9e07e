"""SAML providers whose metadata expires."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from iam_audit.checks.base import Check, Facts, Remedy, option
from iam_audit.checks.federation_checks import SAML_PROVIDERS
from iam_audit.model import Finding, Section, Severity, Snapshot, whole_days


@dataclass(frozen=True)
class SamlProviderExpiry(Check):
    """When the metadata of a provider runs out, nobody can sign in through it."""

    id = "saml-provider-expiry"
    title = "SAML metadata has expired or soon will"
    severity = Severity.HIGH
    needs = (Section.SAML_PROVIDERS,)
    examines = SAML_PROVIDERS
    remedy = Remedy(
        text="Get new metadata from the identity provider and upload it to {name}.",
        console=("IAM > Identity providers > {name} > Replace metadata",),
        cli=(
            "aws iam update-saml-provider --saml-provider-arn {arn} --saml-metadata-document file://metadata.xml",
        ),
    )

    warn_days: int = option(30, "Days to expiry, up to which a provider is told of.")

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:
        """Flag providers that have few days left, or none."""
        for one in snapshot.saml_providers:
            if one.valid_until is None:
                yield self.unknown(one, f"AWS did not say until when the metadata of {one.name} is valid.")
            elif one.valid_until <= now + timedelta(days=self.warn_days):
                past = one.valid_until <= now
                days = whole_days(one.valid_until, now) if past else whole_days(now, one.valid_until)
                when = f"expired {days} days ago" if past else f"expires in {days} days"
                facts: Facts = {"valid_until": one.valid_until.isoformat(), "expired": past}
                yield self.finding(one, f"The metadata of the SAML provider {one.name} {when}.", facts)
