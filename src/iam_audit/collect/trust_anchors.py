"""The trust anchors of IAM Roles Anywhere."""

import msgspec

from iam_audit.collect.asking import listed_by_token
from iam_audit.collect.base import Answer, Client, RegionalCollector
from iam_audit.collect.certificates import key_algorithms
from iam_audit.collect.shapes import read_shape
from iam_audit.model import Account, Section, TrustAnchor


class RawData(msgspec.Struct, rename="camel"):
    """Where the certificates are, or themselves."""

    x509_certificate_data: str | None = msgspec.field(default=None, name="x509CertificateData")


class RawSource(msgspec.Struct, rename="camel"):
    """Of what kind the authority is."""

    source_type: str
    source_data: RawData | None = None


class RawAnchor(msgspec.Struct, rename="camel"):
    """An entry of ListTrustAnchors."""

    trust_anchor_id: str
    name: str
    trust_anchor_arn: str
    source: RawSource
    enabled: bool | None = None


class RawRegion(msgspec.Struct):
    """A Region that was asked."""

    region: str = msgspec.field(name="Region")
    trust_anchors: list[RawAnchor] = msgspec.field(name="trustAnchors")


class TrustAnchors(RegionalCollector[tuple[TrustAnchor, ...]]):
    """Asks for the trust anchors, on request: few accounts have any."""

    section = Section.TRUST_ANCHORS
    file = "rolesanywhere-trust-anchors.json"
    key = "Regions"
    permissions = ("rolesanywhere:ListTrustAnchors",)
    service = "rolesanywhere"
    on_request = True

    def fetch(self, client: Client) -> Answer:
        """Return the trust anchors of one Region."""
        found = listed_by_token(client.list_trust_anchors, "trustAnchors", following="nextToken")
        return {"trustAnchors": found}

    def parse(self, answer: Answer, account: Account) -> tuple[TrustAnchor, ...]:
        """Shape the list."""
        return tuple(
            TrustAnchor(
                id=raw.trust_anchor_id,
                name=raw.name,
                arn=raw.trust_anchor_arn,
                account_id=account.id,
                region=region.region,
                enabled=raw.enabled,
                source=raw.source.source_type,
                key_algorithms=_algorithms(raw.source),
            )
            for region in read_shape(answer, list[RawRegion], self.file)
            for raw in region.trust_anchors
        )


def _algorithms(source: RawSource) -> tuple[str, ...] | None:
    """Return None where the certificates are kept by AWS Private CA, which is another service to ask."""
    text = source.source_data.x509_certificate_data if source.source_data else None
    return key_algorithms(text) if text else None
