"""Deleting expired server certificates."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from iam_audit.collect.asking import field, unless_absent
from iam_audit.collect.base import Answer
from iam_audit.model import Section, ServerCertificate
from iam_audit.remediate.base import Changing, Client, Door
from iam_audit.remediate.certificate_uses import READS, uses_of
from iam_audit.remediate.changing import GONE, change
from iam_audit.remediate.nouns import Facts, Refusal, Rule, Step, Target
from iam_audit.remediate.observing import Looking, moment_text
from iam_audit.remediate.proposing import Proposing, target_of


@dataclass(frozen=True)
class DeleteServerCertificate(Proposing):
    """Delete a server certificate of IAM that has expired and that nothing known uses.

    Asked are the load balancers of all Regions that the account has enabled, old and new, and CloudFront. While one of
    them cannot be read the certificate stays. Who uses it beyond these, such as a program that downloads it, AWS
    cannot tell.
    """

    id = "delete-server-certificate"
    title = "delete the expired server certificate"
    answers = ("server-certificate-expired",)
    reads = ("iam:GetServerCertificate", *READS)
    writes = ("iam:DeleteServerCertificate",)
    reversible = False
    final = True
    lasting = "IAM never gives a private key back: upload the certificate again from where it came from."

    def plan(self, changing: Changing) -> Iterator[Step | Refusal]:
        """Propose it for a certificate that is known to have expired."""
        snapshot, name = changing.snapshot, changing.finding.resource.id
        found = next((one for one in snapshot.server_certificates if one.name == name), None)
        if snapshot.gap(Section.SERVER_CERTIFICATES) or found is None:
            why = "The finding is about no server certificate that was read."
            yield self.refusal(target_of(changing.finding), Rule.UNSUITABLE, why)
        elif found.expires_at is None:
            why = f"AWS did not say when {name} expires."
            yield self.refusal(_target(found), Rule.UNREADABLE, why)
        elif found.expires_at > changing.now:
            why = f"{name} is valid until {found.expires_at:%d %B %Y}."
            yield self.refusal(_target(found), Rule.IN_USE, why, found.expires_at)
        else:
            yield self._step(found, found.expires_at, changing)

    def observe(self, target: Target, door: Door) -> Facts:
        """Ask for the certificate and for what uses it."""
        iam, looking = door("iam"), Looking()
        found = looking.ask(lambda: _metadata(iam, target.id), "certificate", "certificate_id", "in_use_by")
        if found is not None:
            looking.note({"certificate": target.id if found else None})
        for one in found or ():
            expires = one.get("Expiration")
            looking.note({"certificate_id": field(one, "ServerCertificateId")})
            looking.note({"certificate_expires_at": moment_text(expires) if expires else None})
            looking.fact("in_use_by", lambda: uses_of(door, target.arn, field(one, "ServerCertificateId")))  # noqa: B023
        return looking.facts()

    def act(self, step: Step, door: Door) -> None:
        """Delete the certificate; AWS refuses for some of those who use it."""
        change(door("iam").delete_server_certificate, *GONE, ServerCertificateName=step.target.id)

    def done(self, step: Step, after: Facts) -> bool | None:  # noqa: ARG002 - it is the same for every certificate
        """Whether AWS knows no certificate of this name."""
        return after["certificate"] is None if "certificate" in after else None

    def _step(self, found: ServerCertificate, expired_at: datetime, changing: Changing) -> Step:
        expects: Facts = {
            "certificate": found.name,
            "certificate_id": found.id,
            "certificate_expires_at": moment_text(expired_at),
            "in_use_by": [],
        }
        return self.step(changing, _target(found), expects)


def _target(one: ServerCertificate) -> Target:
    return Target(account_id=one.account_id, type="server-certificate", id=one.name, arn=one.arn)


def _metadata(iam: Client, name: str) -> tuple[Answer, ...]:
    """Return what AWS says of the certificate of this name; nothing when there is none."""
    answer = unless_absent(lambda: iam.get_server_certificate(ServerCertificateName=name))
    if answer is None:
        return ()
    return (field(field(answer, "ServerCertificate"), "ServerCertificateMetadata"),)
