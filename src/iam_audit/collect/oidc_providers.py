"""OpenID Connect identity providers."""

import msgspec

from iam_audit.collect.asking import Refusal, attempt, field, plain
from iam_audit.collect.base import Answer, Client, Collector
from iam_audit.collect.shapes import Moment, read_shape
from iam_audit.collect.tags import RawTag, tags_of
from iam_audit.model import Account, OidcProvider, Section


class RawProvider(msgspec.Struct, rename="pascal"):
    """An entry of ListOpenIDConnectProviders, completed from GetOpenIDConnectProvider."""

    arn: str
    url: str | None = None
    client_id_list: tuple[str, ...] | None = msgspec.field(default=None, name="ClientIDList")
    create_date: Moment | None = None
    tags: tuple[RawTag, ...] | None = None


class OidcProviders(Collector[tuple[OidcProvider, ...]]):
    """Asks for the providers, then for each one's details; those stay unknown where that is refused."""

    section = Section.OIDC_PROVIDERS
    file = "oidc-providers.json"
    key = "OpenIDConnectProviderList"
    permissions = ("iam:ListOpenIDConnectProviders", "iam:GetOpenIDConnectProvider")

    def fetch(self, client: Client) -> Answer:
        """Return the list with the details of each."""
        found = field(client.list_open_id_connect_providers(), "OpenIDConnectProviderList")
        return [plain(entry | _details(client, field(entry, "Arn"))) for entry in found]

    def parse(self, answer: Answer, account: Account) -> tuple[OidcProvider, ...]:
        """Shape the list."""
        return tuple(
            OidcProvider(
                arn=raw.arn,
                account_id=account.id,
                url=raw.url,
                client_ids=raw.client_id_list,
                created_at=raw.create_date,
                tags=tags_of(raw.tags),
            )
            for raw in read_shape(answer, list[RawProvider], self.file)
        )


def _details(client: Client, arn: str) -> Answer:
    answer = attempt(lambda: client.get_open_id_connect_provider(OpenIDConnectProviderArn=arn))
    if isinstance(answer, Refusal):
        return {}
    return {"Tags": [], **{name: value for name, value in answer.items() if name != "ResponseMetadata"}}
