"""Whether the account says who owns it."""

from iam_audit.collect.asking import field, unless_absent
from iam_audit.collect.base import Answer, Client, Collector
from iam_audit.collect.shapes import read_shape
from iam_audit.model import Account, Section

GIVEN = "(given)"
"""What a bundle keeps of an address: that there is one."""


class ContactInformation(Collector[tuple[str, ...]]):
    """Asks for the contact of the account, and keeps no more of it than which fields are filled in."""

    section = Section.CONTACT_INFORMATION
    file = "contact-information.json"
    key = "ContactInformation"
    bare = dict
    permissions = ("account:GetContactInformation",)
    service = "account"
    essential = False

    def fetch(self, client: Client) -> Answer:
        """Return the fields, their contents left out."""
        response = unless_absent(client.get_contact_information, "ResourceNotFoundException")
        told = {} if response is None else field(response, "ContactInformation")
        return {name: GIVEN for name, value in told.items() if value}

    def parse(self, answer: Answer, account: Account) -> tuple[str, ...]:  # noqa: ARG002
        """Return the names of the fields that are filled in."""
        told = read_shape(answer, dict[str, str], self.file)
        return tuple(sorted(name for name, value in told.items() if value))
