"""Server certificates that have expired."""

from collections.abc import Iterator
from datetime import datetime

from iam_audit.checks.base import Check, Remedy
from iam_audit.checks.certificate_checks import CONSOLE, DELETE, SERVER_CERTIFICATES, SHOW
from iam_audit.model import Finding, Section, Severity, Snapshot, whole_days


class ServerCertificateExpired(Check):
    """An expired certificate that is still used turns visitors away; one that is not used is only in the way.

    IAM does not renew certificates, and does not say which load balancer uses one.
    """

    id = "server-certificate-expired"
    title = "Server certificate in IAM has expired"
    severity = Severity.HIGH
    needs = (Section.SERVER_CERTIFICATES,)
    examines = SERVER_CERTIFICATES
    remedy = Remedy(
        text="Replace {name} by a certificate of AWS Certificate Manager where it is used, then delete it.",
        console=CONSOLE,
        cli=(SHOW, DELETE),
    )

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:
        """Flag certificates whose last moment has come."""
        for one in snapshot.server_certificates:
            if one.expires_at is None:
                yield self.unknown(one, f"AWS did not say when {one.name} expires.")
            elif one.expires_at <= now:
                days = whole_days(one.expires_at, now)
                when = f"{days} day{'s' * (days != 1)} ago" if days else "less than a day ago"
                message = f"The server certificate {one.name} expired {when}."
                yield self.finding(one, message, {"expires_at": one.expires_at.isoformat(), "days_ago": days})
