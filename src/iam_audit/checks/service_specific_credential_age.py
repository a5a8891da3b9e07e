"""Service-specific credentials that are not replaced."""

from dataclasses import dataclass
from datetime import datetime

from iam_audit.checks.base import Examined, Facts, option, same_for_machines
from iam_audit.checks.service_credential_checks import ServiceCredentialCheck, stop
from iam_audit.model import Finding, ServiceSpecificCredential, Severity, whole_days


@dataclass(frozen=True)
class ServiceSpecificCredentialAge(ServiceCredentialCheck):
    """A password for a service that nobody replaces has had longer to leak, and longer to be missed."""

    id = "service-specific-credential-age"
    title = "Service-specific credential is past its rotation limit"
    severity = Severity.MEDIUM
    remedy = stop("Make a new credential, or better use a role, then deactivate and delete this one.")

    follows = same_for_machines("service-specific-credential-age", "max_days")

    max_days: int = option(90, "Days a credential may be old.")
    machine_max_days: int = option(90, "Days a credential of a program may be old; unless set, max_days.")

    def judge(self, credential: ServiceSpecificCredential, thing: Examined, now: datetime) -> Finding | None:
        """Flag one past the limit."""
        whose = f"The credential of {credential.user_name} for {credential.service}"
        if credential.created_at is None:
            return self.unknown(thing, f"AWS did not say when it was made: {whose}.")
        days = whole_days(credential.created_at, now)
        if days <= self.max_days:
            return None
        message = f"{whose} is {days} days old; the limit is {self.max_days}."
        if credential.active is None:
            return self.unknown(thing, f"AWS did not say whether it is active. If it is: {message}")
        facts: Facts = {
            "age_days": days,
            "max_days": self.max_days,
            "created_at": credential.created_at.isoformat(),
        }
        return self.finding(thing, message, facts)
