"""Trust anchors whose keys a quantum computer could break."""

from collections.abc import Iterator
from datetime import datetime

from iam_audit.checks.base import Check, Population, Remedy
from iam_audit.model import Finding, Section, Severity, Snapshot, TrustAnchor

NIST_SIGNATURES = "2.16.840.1.101.3.4.3."
POST_QUANTUM = frozenset(f"{NIST_SIGNATURES}{number}" for number in range(17, 32))
"""ML-DSA and SLH-DSA, without hashing first. Source: FIPS 204, FIPS 205 and NIST's list of algorithm objects."""


def enabled_anchors(snapshot: Snapshot) -> Iterator[TrustAnchor]:
    """Yield the trust anchors that are switched on, or may be."""
    return (one for one in snapshot.trust_anchors if one.enabled is not False)


class RolesanywhereTrustAnchorPqc(Check):
    """A certificate authority lives for decades; with RSA or ECC it may outlive the safety of its key.

    Whoever can compute the key makes certificates that get role sessions. Authorities in AWS Private CA are
    another service's to describe, so they are not judged. Trust anchors are read on request.
    """

    id = "rolesanywhere-trust-anchor-pqc"
    title = "Trust anchor's key is not post-quantum"
    severity = Severity.LOW
    needs = (Section.TRUST_ANCHORS,)
    examines = Population("enabled trust anchors", enabled_anchors)
    remedy = Remedy(
        text="Make an authority with an ML-DSA key, add it as a trust anchor, and retire {name}.",
        console=("IAM > Roles > Roles Anywhere > Manage > Trust anchors > Create a trust anchor",),
        cli=("aws rolesanywhere list-trust-anchors",),
    )

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Flag anchors with a key of another algorithm."""
        for one in enabled_anchors(snapshot):
            if one.key_algorithms is None:
                why = f"The certificates of the trust anchor {one.name} are not to be seen: its source is {one.source}."
                yield self.unknown(one, why)
            elif classical := sorted(set(one.key_algorithms) - POST_QUANTUM):
                message = f"The trust anchor {one.name} in {one.region} has a key that is not post-quantum."
                yield self.finding(one, message, {"region": one.region, "algorithms": ", ".join(classical)})
