"""What IAM has centralized for the organization: root's credentials, and sessions of root."""

from iam_audit.collect.asking import field, unless_absent
from iam_audit.collect.base import Answer, Client, OrganizationCollector
from iam_audit.collect.shapes import read_shape
from iam_audit.model import Account, Section

NOTHING_CENTRALIZED = ("ServiceAccessNotEnabledException", "OrganizationNotInAllFeaturesModeException")
"""IAM may not act for the organization at all, so it has centralized nothing."""


class OrganizationsFeatures(OrganizationCollector[tuple[str, ...]]):
    """Asks which features are on; what it says holds for every member."""

    section = Section.ORGANIZATIONS_FEATURES
    file = "organizations-features.json"
    key = "EnabledFeatures"
    permissions = ("iam:ListOrganizationsFeatures",)
    holds_everywhere = True

    def fetch(self, client: Client) -> Answer:
        """Return the features that are on."""
        response = unless_absent(client.list_organizations_features, *NOTHING_CENTRALIZED)
        return [] if response is None else list(field(response, "EnabledFeatures"))

    def parse(self, answer: Answer, account: Account) -> tuple[str, ...]:  # noqa: ARG002
        """Return the names of the features."""
        return read_shape(answer, tuple[str, ...], self.file)
