"""The contacts that AWS writes to beside root's mailbox."""

import msgspec

from iam_audit.collect.asking import field, unless_absent
from iam_audit.collect.base import Answer, Client, Collector
from iam_audit.collect.shapes import read_shape
from iam_audit.model import Account, AlternateContact, ContactKind, Section

KEPT = ("AlternateContactType", "EmailAddress", "PhoneNumber")
"""Names and titles of people are nobody's business here."""


class RawContact(msgspec.Struct, rename="pascal"):
    """What GetAlternateContact tells."""

    alternate_contact_type: ContactKind
    email_address: str = ""
    phone_number: str = ""


class AlternateContacts(Collector[tuple[AlternateContact, ...]]):
    """Asks for the contact of each kind; one that was never given leaves no entry."""

    section = Section.ALTERNATE_CONTACTS
    file = "alternate-contacts.json"
    key = "AlternateContacts"
    permissions = ("account:GetAlternateContact",)
    service = "account"
    essential = False

    def fetch(self, client: Client) -> Answer:
        """Return the contacts that were given."""
        return [contact for kind in ContactKind for contact in _contact(client, kind)]

    def parse(self, answer: Answer, account: Account) -> tuple[AlternateContact, ...]:  # noqa: ARG002
        """Shape the list."""
        return tuple(
            AlternateContact(kind=raw.alternate_contact_type, email=raw.email_address, phone=raw.phone_number)
            for raw in read_shape(answer, list[RawContact], self.file)
        )


def _contact(client: Client, kind: ContactKind) -> list[Answer]:
    response = unless_absent(
        lambda: client.get_alternate_contact(AlternateContactType=kind.value), "ResourceNotFoundException"
    )
    if response is None:
        return []
    told = {"AlternateContactType": kind.value, **field(response, "AlternateContact")}
    return [{name: told[name] for name in KEPT if name in told}]
