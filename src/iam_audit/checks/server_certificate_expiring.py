"""Server certificates that expire soon."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from iam_audit.checks.base import Check, Facts, Remedy, option
from iam_audit.checks.certificate_checks import CONSOLE, DELETE, SERVER_CERTIFICATES, SHOW
from iam_audit.model import Finding, Section, Severity, Snapshot, whole_days


@dataclass(frozen=True)
class ServerCertificateExpiring(Check):
    """Certificates in IAM are not renewed by AWS, so somebody has to do it in time.

    Those that have expired are left to `server-certificate-expired`.
    """

    id = "server-certificate-expiring"
    title = "Server certificate in IAM expires soon"
    severity = Severity.MEDIUM
    needs = (Section.SERVER_CERTIFICATES,)
    examines = SERVER_CERTIFICATES
    remedy = Remedy(
        text="Get a new certificate from AWS Certificate Manager, which renews it, and put it where {name} is used.",
        console=CONSOLE,
        cli=(SHOW, DELETE),
    )

    warn_days: int = option(45, "Days to expiry, up to which a certificate is told of, at low severity.")
    severe_days: int = option(30, "Days to expiry, up to which the finding is of medium severity.")

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:
        """Flag certificates that have few days left."""
        for one in snapshot.server_certificates:
            if one.expires_at is None:
                yield self.unknown(one, f"AWS did not say when {one.name} expires.")
                continue
            days = whole_days(now, one.expires_at)
            if one.expires_at > now and days <= max(self.warn_days, self.severe_days):
                message = f"The server certificate {one.name} expires in {days} days."
                severity = Severity.MEDIUM if days <= self.severe_days else Severity.LOW
                facts: Facts = {"expires_at": one.expires_at.isoformat(), "days_left": days}
                yield self.finding(one, message, facts, severity=severity)
