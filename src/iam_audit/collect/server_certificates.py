"""TLS certificates stored in IAM."""

import msgspec

from iam_audit.collect.asking import PAGE, Refusal, attempt, field, listed
from iam_audit.collect.base import Answer, Client, Collector
from iam_audit.collect.shapes import Moment, read_shape
from iam_audit.collect.tags import RawTag, tags_of
from iam_audit.model import Account, Section, ServerCertificate


class RawCertificate(msgspec.Struct, rename="pascal"):
    """An entry of ListServerCertificates."""

    server_certificate_name: str
    server_certificate_id: str
    arn: str
    upload_date: Moment | None = None
    expiration: Moment | None = None
    tags: tuple[RawTag, ...] | None = None


class ServerCertificates(Collector[tuple[ServerCertificate, ...]]):
    """Asks for the certificates, without their bodies, and for each one's tags, which the list leaves out."""

    section = Section.SERVER_CERTIFICATES
    file = "server-certificates.json"
    key = "ServerCertificateMetadataList"
    permissions = ("iam:ListServerCertificates", "iam:ListServerCertificateTags")

    def fetch(self, client: Client) -> Answer:
        """Return the list with the tags of each."""
        found = listed(client.list_server_certificates, "ServerCertificateMetadataList", MaxItems=PAGE)
        return [entry | _tags(client, field(entry, "ServerCertificateName")) for entry in found]

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
                tags=tags_of(raw.tags),
            )
            for raw in read_shape(answer, list[RawCertificate], self.file)
        )


def _tags(client: Client, name: str) -> Answer:
    call = client.list_server_certificate_tags
    answer = attempt(lambda: listed(call, "Tags", ServerCertificateName=name))
    return {} if isinstance(answer, Refusal) else {"Tags": answer}
