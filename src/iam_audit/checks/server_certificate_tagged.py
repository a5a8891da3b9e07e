"""Server certificates without tags."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from iam_audit.checks.base import Check, Remedy, option
from iam_audit.checks.certificate_checks import CONSOLE, SERVER_CERTIFICATES
from iam_audit.checks.tag_rules import lacking
from iam_audit.model import Finding, Section, Severity, Snapshot


@dataclass(frozen=True)
class ServerCertificateTagged(Check):
    """A certificate without tags tells nobody whose it is when it is about to expire."""

    id = "server-certificate-tagged"
    title = "Server certificate has no tags"
    severity = Severity.INFO
    needs = (Section.SERVER_CERTIFICATES,)
    examines = SERVER_CERTIFICATES
    remedy = Remedy(
        text="Tag {name} with its owner.",
        console=CONSOLE,
        cli=("aws iam tag-server-certificate --server-certificate-name {name} --tags Key=owner,Value=TEAM",),
    )

    required: tuple[str, ...] = option((), "Keys of the tags that must be there; by default any tag will do.")

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Flag certificates that lack tags."""
        for one in snapshot.server_certificates:
            if one.tags is None:
                yield self.unknown(one, f"The tags of {one.name} could not be read.")
            elif missing := lacking(one.tags, self.required):
                message = f"The server certificate {one.name} lacks {missing}."
                yield self.finding(one, message, {"tags": ", ".join(sorted(one.tags))})
