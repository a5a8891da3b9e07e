"""User names, passwords and API keys for single services."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from iam_audit.checks.base import Examined, Population, option
from iam_audit.checks.service_credential_checks import ServiceCredentialCheck, stop
from iam_audit.model import Finding, Section, ServiceSpecificCredential, Severity, Snapshot


@dataclass(frozen=True)
class ServiceSpecificCredentialActive(ServiceCredentialCheck):
    """Such a credential is a password that no second factor guards and most inventories leave out.

    CodeCommit, Keyspaces, Bedrock and CloudWatch take signed requests as well, so a role does instead.
    """

    id = "service-specific-credential-active"
    title = "User has an active service-specific credential"
    severity = Severity.MEDIUM
    needs = (Section.USERS, Section.SERVICE_SPECIFIC_CREDENTIALS)
    examines = Population("users", lambda snapshot: snapshot.users, lambda resource: ("user", resource.name))
    remedy = stop("Let {user} use a role with the service, then deactivate and delete the credential.")

    services: tuple[str, ...] = option(
        (), "Look at these services only, such as codecommit.amazonaws.com; all by default."
    )

    def members(self, snapshot: Snapshot) -> Iterable[Examined]:
        """Return the users: who has no such credential passes."""
        return snapshot.users

    def concerns(self, credential: ServiceSpecificCredential) -> bool:
        """Whether the credential is active, and of a service that is looked at."""
        return credential.active is not False and (not self.services or credential.service in self.services)

    def judge(self, credential: ServiceSpecificCredential, thing: Examined, now: datetime) -> Finding | None:  # noqa: ARG002
        """Flag every one."""
        message = f"{credential.user_name} has an active credential for {credential.service}."
        if credential.active is None:
            return self.unknown(thing, f"AWS did not say whether it is active. If it is: {message}")
        return self.finding(thing, message, {"service": credential.service})
