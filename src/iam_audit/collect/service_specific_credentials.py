"""User names, passwords and API keys for single services."""

import msgspec

from iam_audit.collect.asking import listed
from iam_audit.collect.base import Answer, Client, Collector
from iam_audit.collect.shapes import Moment, read_shape
from iam_audit.model import Account, Section, ServiceSpecificCredential

SMALL_PAGE = 100
"""The most that this call takes."""


class RawCredential(msgspec.Struct, rename="pascal"):
    """An entry of ListServiceSpecificCredentials."""

    user_name: str
    service_specific_credential_id: str
    service_name: str
    status: str
    create_date: Moment | None = None
    expiration_date: Moment | None = None


class ServiceSpecificCredentials(Collector[tuple[ServiceSpecificCredential, ...]]):
    """Asks for those of all users at once."""

    section = Section.SERVICE_SPECIFIC_CREDENTIALS
    file = "service-specific-credentials.json"
    key = "ServiceSpecificCredentials"
    permissions = ("iam:ListServiceSpecificCredentials",)

    def fetch(self, client: Client) -> Answer:
        """Return the list."""
        call = client.list_service_specific_credentials
        return listed(call, "ServiceSpecificCredentials", AllUsers=True, MaxItems=SMALL_PAGE)

    def parse(
        self,
        answer: Answer,
        account: Account,  # noqa: ARG002
    ) -> tuple[ServiceSpecificCredential, ...]:
        """Shape the list. A status other than Active, such as Expired, opens nothing."""
        return tuple(
            ServiceSpecificCredential(
                user_name=raw.user_name,
                id=raw.service_specific_credential_id,
                service=raw.service_name,
                active=raw.status == "Active",
                created_at=raw.create_date,
                expires_at=raw.expiration_date,
            )
            for raw in read_shape(answer, list[RawCredential], self.file)
        )
