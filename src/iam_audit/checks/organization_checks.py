"""What the checks of an organization share: where there is one to look at."""

from collections.abc import Iterator

from iam_audit.checks.base import Population
from iam_audit.model import Organization, Snapshot


def managed_organization(snapshot: Snapshot) -> Iterator[Organization]:
    """Yield the organization in the account that manages it: elsewhere it would be said once per member."""
    organization = snapshot.organization
    if organization and organization.management_account_id == snapshot.account.id:
        yield organization


ORGANIZATIONS = Population("organizations that this account manages", managed_organization)
