"""The instances of IAM Identity Center that an account sees."""

import msgspec

from iam_audit.collect.asking import listed_by_token
from iam_audit.collect.base import Answer, Client, Collector
from iam_audit.collect.shapes import read_shape
from iam_audit.model import Account, Section, SsoInstance


class RawInstance(msgspec.Struct, rename="pascal"):
    """An entry of ListInstances."""

    instance_arn: str
    identity_store_id: str | None = None
    owner_account_id: str | None = None
    name: str = ""
    status: str | None = None


class SsoInstances(Collector[tuple[SsoInstance, ...]]):
    """Asks which instances there are: the organization's, and the account's own."""

    section = Section.SSO_INSTANCES
    file = "sso-instances.json"
    key = "Instances"
    permissions = ("sso:ListInstances",)
    service = "sso-admin"
    essential = False

    def fetch(self, client: Client) -> Answer:
        """Return the list."""
        return listed_by_token(client.list_instances, "Instances")

    def parse(self, answer: Answer, account: Account) -> tuple[SsoInstance, ...]:
        """Shape the list."""
        return tuple(
            SsoInstance(
                arn=raw.instance_arn,
                account_id=account.id,
                owner_account_id=raw.owner_account_id,
                identity_store_id=raw.identity_store_id,
                name=raw.name,
                status=raw.status,
            )
            for raw in read_shape(answer, list[RawInstance], self.file)
        )
