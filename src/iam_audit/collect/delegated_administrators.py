"""Members that manage a service for the whole organization."""

import msgspec

from iam_audit.collect.asking import Refusal, attempt, field, listed_by_token
from iam_audit.collect.base import Answer, Client, OrganizationCollector
from iam_audit.collect.shapes import read_shape
from iam_audit.model import Account, DelegatedAdministrator, Section


class RawService(msgspec.Struct, rename="pascal"):
    """An entry of ListDelegatedServicesForAccount."""

    service_principal: str


class RawAdministrator(msgspec.Struct, rename="pascal"):
    """An entry of ListDelegatedAdministrators, with its services added."""

    id: str
    arn: str
    name: str = ""
    delegated_services: tuple[RawService, ...] | None = None


class DelegatedAdministrators(OrganizationCollector[tuple[DelegatedAdministrator, ...]]):
    """Asks who is one, then for what."""

    section = Section.DELEGATED_ADMINISTRATORS
    file = "delegated-administrators.json"
    key = "DelegatedAdministrators"
    permissions = (
        "organizations:ListDelegatedAdministrators",
        "organizations:ListDelegatedServicesForAccount",
    )
    service = "organizations"

    def fetch(self, client: Client) -> Answer:
        """Return the list with the services of each."""
        found = listed_by_token(client.list_delegated_administrators, "DelegatedAdministrators")
        return [entry | _services(client, field(entry, "Id")) for entry in found]

    def parse(self, answer: Answer, account: Account) -> tuple[DelegatedAdministrator, ...]:
        """Shape the list."""
        return tuple(
            DelegatedAdministrator(
                id=raw.id,
                arn=raw.arn,
                account_id=account.id,
                name=raw.name,
                services=None
                if raw.delegated_services is None
                else tuple(one.service_principal for one in raw.delegated_services),
            )
            for raw in read_shape(answer, list[RawAdministrator], self.file)
        )


def _services(client: Client, account_id: str) -> Answer:
    call = client.list_delegated_services_for_account
    answer = attempt(lambda: listed_by_token(call, "DelegatedServices", AccountId=account_id))
    return {} if isinstance(answer, Refusal) else {"DelegatedServices": answer}
