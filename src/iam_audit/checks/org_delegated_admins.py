"""Members that manage a service for all, and should not."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from iam_audit.checks.base import Check, Population, Remedy, option
from iam_audit.model import DelegatedAdministrator, Finding, Section, Severity, Snapshot


@dataclass(frozen=True)
class OrgDelegatedAdmins(Check):
    """A delegated administrator of a service acts in every account of the organization.

    Name the accounts you trust with that in the option `trusted`; without any, nobody is looked at.
    """

    id = "org-delegated-admins"
    title = "Delegated administrator is not on the list"
    severity = Severity.MEDIUM
    needs = (Section.DELEGATED_ADMINISTRATORS,)
    examines = Population("delegated administrators", lambda snapshot: snapshot.delegated_administrators)
    remedy = Remedy(
        text="Take the delegation away from {name}, or put the account on the list.",
        console=(
            "In the management account: AWS Organizations > Services > the service > Delegated administrator",
        ),
        cli=(
            (
                "aws organizations deregister-delegated-administrator --account-id ACCOUNT_ID"
                " --service-principal SERVICE_PRINCIPAL"
            ),
        ),
    )

    trusted: tuple[str, ...] = option(
        (), "Ids of the accounts that may be delegated administrators; none by default."
    )

    def members(self, snapshot: Snapshot) -> Iterator[DelegatedAdministrator]:
        """Yield the administrators, once anybody is trusted."""
        return (one for one in snapshot.delegated_administrators if self.trusted)

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Flag administrators that are not trusted."""
        for one in self.members(snapshot):
            if one.id not in self.trusted:
                services = "not known" if one.services is None else ", ".join(one.services) or "none"
                message = f"Account {one.id} is a delegated administrator and not on the list. Services: {services}."
                yield self.finding(one, message, {"services": services})
