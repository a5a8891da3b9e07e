"""What the checks of service-specific credentials share: who is looked at, and how such a credential is stopped."""

from abc import abstractmethod
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import ClassVar

from iam_audit.checks.base import Check, Examined, Population, Remedy
from iam_audit.checks.credential_resources import credential_thing
from iam_audit.model import (
    Finding,
    Remediation,
    Resource,
    Section,
    ServiceSpecificCredential,
    Snapshot,
)


def stop(text: str) -> Remedy:
    """Return the remedy that switches a credential off and then deletes it."""
    return Remedy(
        text=text,
        console=(
            "IAM > Users > {user} > Security credentials > the credentials of the service > Deactivate",
        ),
        cli=(
            (
                "aws iam update-service-specific-credential --user-name {user}"
                " --service-specific-credential-id {credential} --status Inactive"
            ),
            (
                "aws iam delete-service-specific-credential --user-name {user}"
                " --service-specific-credential-id {credential}"
            ),
        ),
    )


class ServiceCredentialCheck(Check):
    """A question about one active service-specific credential."""

    needs: ClassVar[tuple[Section, ...]] = (Section.SERVICE_SPECIFIC_CREDENTIALS,)
    examines = Population("active service-specific credentials", lambda _: ())

    @abstractmethod
    def judge(self, credential: ServiceSpecificCredential, thing: Examined, now: datetime) -> Finding | None:
        """Return what is wrong with a credential; None when nothing is."""

    def concerns(self, credential: ServiceSpecificCredential) -> bool:
        """Whether the check looks at a credential."""
        return credential.active is not False

    def members(self, snapshot: Snapshot) -> Iterable[Examined]:
        """Yield the credentials that are looked at."""
        return (
            credential_thing(one, snapshot)
            for one in snapshot.service_specific_credentials
            if self.concerns(one)
        )

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:
        """Judge every credential that is looked at."""
        for one in snapshot.service_specific_credentials:
            if self.concerns(one) and (verdict := self.judge(one, credential_thing(one, snapshot), now)):
                yield verdict

    def remediation(self, resource: Resource) -> Remediation:
        """Fill in the id of the credential."""
        known = resource.id if resource.type == "service-specific-credential" else "CREDENTIAL_ID"
        return self.remedy.for_resource(resource, credential=known)
