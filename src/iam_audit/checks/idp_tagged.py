"""Identity providers without tags."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from iam_audit.checks.base import Check, Remedy, option
from iam_audit.checks.federation_checks import PROVIDERS, providers
from iam_audit.checks.tag_rules import lacking
from iam_audit.model import Finding, Remediation, Resource, Section, Severity, Snapshot

OF_OIDC = Remedy(
    text="Tag {name} with its owner.",
    console=("IAM > Identity providers > {name} > Tags > Manage tags",),
    cli=(
        (
            "aws iam tag-open-id-connect-provider --open-id-connect-provider-arn {arn}"
            " --tags Key=owner,Value=TEAM"
        ),
    ),
)


@dataclass(frozen=True)
class IdpTagged(Check):
    """A provider without tags tells nobody who may say whether it is still wanted."""

    id = "idp-tagged"
    title = "Identity provider has no tags"
    severity = Severity.INFO
    needs = (Section.SAML_PROVIDERS, Section.OIDC_PROVIDERS)
    examines = PROVIDERS
    remedy = Remedy(
        text=OF_OIDC.text,
        console=OF_OIDC.console,
        cli=("aws iam tag-saml-provider --saml-provider-arn {arn} --tags Key=owner,Value=TEAM",),
    )

    required: tuple[str, ...] = option((), "Keys of the tags that must be there; by default any tag will do.")

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Flag providers that lack tags."""
        for one in providers(snapshot):
            if one.tags is None:
                yield self.unknown(one, f"The tags of the identity provider {one.name} could not be read.")
            elif missing := lacking(one.tags, self.required):
                message = f"The identity provider {one.name} lacks {missing}."
                yield self.finding(one, message, {"tags": ", ".join(sorted(one.tags))})

    def remediation(self, resource: Resource) -> Remediation:
        """Name the command that fits the kind of provider."""
        return (OF_OIDC if resource.type == "oidc-provider" else self.remedy).for_resource(resource)
