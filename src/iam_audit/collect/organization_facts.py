"""Which organization the account is in."""

import msgspec

from iam_audit.collect.asking import field, plain, unless_absent
from iam_audit.collect.base import Answer, Client, Collector
from iam_audit.collect.shapes import read_shape
from iam_audit.model import Account, Organization, Section


class RawOrganization(msgspec.Struct, rename="pascal"):
    """What DescribeOrganization tells. AWS still calls the management account the master."""

    id: str
    arn: str
    master_account_id: str
    feature_set: str | None = None


class OrganizationFacts(Collector[Organization | None]):
    """Asks about the organization, which every account in it may."""

    section = Section.ORGANIZATION
    file = "organization.json"
    key = "Organization"
    bare = dict
    permissions = ("organizations:DescribeOrganization",)
    service = "organizations"
    essential = False

    def fetch(self, client: Client) -> Answer:
        """Return the organization; nothing when the account is in none."""
        response = unless_absent(client.describe_organization, "AWSOrganizationsNotInUseException")
        return None if response is None else plain(field(response, "Organization"))

    def parse(self, answer: Answer, account: Account) -> Organization | None:
        """Shape it."""
        if answer is None:
            return None
        raw = read_shape(answer, RawOrganization, self.file)
        return Organization(
            id=raw.id,
            arn=raw.arn,
            account_id=account.id,
            management_account_id=raw.master_account_id,
            feature_set=raw.feature_set,
        )
