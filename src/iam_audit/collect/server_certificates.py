"""TLS certificates stored in IAM."""

import msgspec

from iam_audit.collect.asking import PAGE, listed
from iam_audit.collect.base import Answer, Client, Collector
from iam_audit.collect.shapes import Moment, read_shape
from iam_audit.model import Account, Section, ServerCertificate


class RawCertificate(msgspec.Struct, rename="pascal"):
    """An entry of ListServerCertificates."""

    server_certificate_name: str
    server_certificate_id: str
    arn: str
    upload_date: Moment | None = None
    expiration: Moment | None = None


class ServerCertificates(Collector[tuple[ServerCertificate, ...]]):
    """Asks for the certificates, without their bodies."""

    section = Section.SERVER_CERTIFICATES
    file = "server-certificates.json"
    key = "ServerCertificateMetadataList"
    permissions = ("iam:ListServerCertificates",)

    def fetch(self, client: Client) -> Answer:
        """Return the list."""
        return listed(client.list_server_certificates, "ServerCertificateMetadataList", MaxItems=PAGE)

    def parse(self, answer: Answer, account: Account) -> tuple[ServerCertificate, ...]:
        """Shape the list."""
        return tuple(
            ServerCertificate(
                name=raw.server_certificate_name,
                arn=raw.arn,
                account_id=account.id,
                id=raw.server_certificate_id,
                uploaded_at=raw.upload_date,
                expires_at=raw.expiration,
            )
            for raw in read_shape(answer, list[RawCertificate], self.file)
        )
