"""X.509 signing certificates of users."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from iam_audit.checks.base import Check, Remedy, option
from iam_audit.checks.populations import USERS
from iam_audit.model import Finding, Section, Severity, Snapshot, User, whole_days


@dataclass(frozen=True)
class UserSigningCertificate(Check):
    """A signing certificate is a long-lived credential that hardly any list of credentials shows.

    It signs requests of the oldest EC2 tools and takes no second factor.
    """

    id = "user-signing-certificate"
    title = "User has an active signing certificate"
    severity = Severity.MEDIUM
    needs = (Section.USERS,)
    examines = USERS
    remedy = Remedy(
        text="Have {user} use a role or an access key instead, then deactivate and delete the certificate.",
        console=(
            "IAM > Users > {user} > Security credentials > X.509 signing certificates > Actions > Deactivate",
        ),
        cli=(
            "aws iam list-signing-certificates --user-name {user}",
            (
                "aws iam update-signing-certificate --user-name {user} --certificate-id CERTIFICATE_ID"
                " --status Inactive"
            ),
            "aws iam delete-signing-certificate --user-name {user} --certificate-id CERTIFICATE_ID",
        ),
    )

    severe_days: int = option(365, "Days of age above which the finding is of high severity.")

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:
        """Flag users with an active certificate; the oldest one counts."""
        for user in snapshot.users:
            states = [one.active for one in user.signing_certificates]
            if True in states:
                yield self._verdict_on(user, now)
            elif None in states:
                yield self.unknown(
                    user, f"Only the credential report tells of signing certificates of {user.name}."
                )

    def _verdict_on(self, user: User, now: datetime) -> Finding:
        active = [one for one in user.signing_certificates if one.active]
        ages = [whole_days(one.rotated_at, now) for one in active if one.rotated_at]
        oldest = max(ages, default=None)
        age = "of unknown age" if oldest is None else f"{oldest} days old"
        severe = oldest is not None and oldest > self.severe_days
        message = f"{user.name} has an active X.509 signing certificate, {age}."
        facts = {"active": len(active), "age_days": oldest}
        return self.finding(user, message, facts, severity=Severity.HIGH if severe else None)
