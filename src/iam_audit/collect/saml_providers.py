"""SAML identity providers."""

import msgspec

from iam_audit.collect.asking import Refusal, attempt, field, plain
from iam_audit.collect.base import Answer, Client, Collector
from iam_audit.collect.shapes import Moment, read_shape
from iam_audit.collect.tags import RawTag, tags_of
from iam_audit.model import Account, SamlProvider, Section

BULKY = frozenset({"SAMLMetadataDocument", "ResponseMetadata"})


class RawProvider(msgspec.Struct, rename="pascal"):
    """An entry of ListSAMLProviders, completed from GetSAMLProvider."""

    arn: str
    create_date: Moment | None = None
    valid_until: Moment | None = None
    assertion_encryption_mode: str | None = None
    tags: tuple[RawTag, ...] | None = None


class SamlProviders(Collector[tuple[SamlProvider, ...]]):
    """Asks for the providers, then for each one's dates; the list's stay when that is refused."""

    section = Section.SAML_PROVIDERS
    file = "saml-providers.json"
    key = "SAMLProviderList"
    permissions = ("iam:ListSAMLProviders", "iam:GetSAMLProvider")

    def fetch(self, client: Client) -> Answer:
        """Return the list with the details of each."""
        found = field(client.list_saml_providers(), "SAMLProviderList")
        return [plain(entry | _details(client, field(entry, "Arn"))) for entry in found]

    def parse(self, answer: Answer, account: Account) -> tuple[SamlProvider, ...]:
        """Shape the list."""
        return tuple(
            SamlProvider(
                arn=raw.arn,
                account_id=account.id,
                created_at=raw.create_date,
                valid_until=raw.valid_until,
                assertion_encryption=raw.assertion_encryption_mode,
                tags=tags_of(raw.tags),
            )
            for raw in read_shape(answer, list[RawProvider], self.file)
        )


def _details(client: Client, arn: str) -> Answer:
    answer = attempt(lambda: client.get_saml_provider(SAMLProviderArn=arn))
    if isinstance(answer, Refusal):
        return {}
    return {"Tags": [], **{name: value for name, value in answer.items() if name not in BULKY}}
