"""The page that tells an auditor what is in a pack and how to verify it without us."""

from collections.abc import Iterator

from iam_audit.model import AuditResult

TEXT = """\
Evidence of an audit of AWS credentials
=======================================

{about}

What is here
------------

snapshot/         what AWS said, as it was saved, and the snapshot that was judged
reports/          the report in every format
workpapers/       by framework and control: test performed, population, sample, exceptions, conclusion
coverage.md       what was looked at, and what could not be seen (coverage.json for programs)
settings.json     the settings in force; addresses of message channels are left out
waivers.json      who accepted what, why, until when, and what became of it
journal/          what was done to credentials, each line chained to the one before
public-key.pem    the public half of the key that the manifest is signed with
MANIFEST.sha256   the SHA-256 of every file, and of the manifest of the pack before this one
MANIFEST.sha256.sig   the signature of the manifest (Ed25519)
timestamp.tsr     if there is one: when a time stamp service saw that signature (RFC 3161)

How to verify it without iam-audit
----------------------------------

    unzip pack.zip -d pack && cd pack
    sha256sum --check --strict MANIFEST.sha256
    openssl pkeyutl -verify -pubin -inkey public-key.pem -rawin -in MANIFEST.sha256 -sigfile MANIFEST.sha256.sig
    openssl pkey -pubin -in public-key.pem -outform DER | sha256sum

The last line prints the fingerprint of the key. Compare it with what you were told on another way: whoever makes
another pack can put another key in it. The files in the pack but not in MANIFEST.sha256 are MANIFEST.sha256,
MANIFEST.sha256.sig, timestamp.tsr and timestamp.tsr.sig; any other was added.

The line "# previous:" is the SHA-256 of the MANIFEST.sha256 in the pack before: with it, a pack that was taken out
of the row shows.

With a time stamp, and the certificate of the service:

    openssl ts -verify -in timestamp.tsr -data MANIFEST.sha256.sig -CAfile tsa-root.pem

The same audit can be done again: `iam-audit audit --from-dir snapshot` with these settings gives these findings.
"""


def readme(result: AuditResult) -> Iterator[str]:
    """Yield the page."""
    about = (
        f"{result.scope}, as of {result.generated_at:%Y-%m-%d %H:%M} UTC, by iam-audit {result.tool_version}."
    )
    yield TEXT.format(about=about)
