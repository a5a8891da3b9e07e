"""Time stamps by RFC 3161: a service that signs what it has seen, and when."""

import hashlib
from datetime import datetime
from urllib.error import URLError
from urllib.request import Request, urlopen

import msgspec
from cryptography.x509 import Certificate, load_pem_x509_certificates
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from iam_audit.errors import DeliveryError, InputError, UsageError

SECONDS = 30
LARGEST = 1_000_000
QUERY = "application/timestamp-query"


class Stamped(msgspec.Struct, frozen=True, kw_only=True):
    """What a time stamp says."""

    at: datetime
    trusted: bool
    """Whether it was checked against the certificate of a service that somebody trusts."""


def stamp_by(url: str, data: bytes) -> bytes:
    """Have some bytes stamped, and return what the service says of them. Raises DeliveryError."""
    if not url.startswith(("http://", "https://")):
        raise UsageError(f"The time stamp service must be an address of http or https, not {url!r}.")
    asked = TimestampRequestBuilder().data(data).hash_algorithm(HashAlgorithm.SHA256).build()
    request = Request(url, data=asked.as_bytes(), headers={"Content-Type": QUERY}, method="POST")  # noqa: S310 - looked at above
    try:
        with urlopen(request, timeout=SECONDS) as answer:  # noqa: S310 - looked at above
            said: bytes = answer.read(LARGEST)
    except (URLError, OSError) as error:
        raise DeliveryError(f"The time stamp service {url} cannot be reached: {_why(error)}.") from error
    answer = _decoded(said, f"What {url} said")
    if answer.status not in (0, 1) or not _is_about(answer, data) or answer.tst_info.nonce != asked.nonce:
        raise DeliveryError(f"The time stamp service {url} did not stamp what it was asked to.")
    return said


def read_stamp(said: bytes, data: bytes, roots: tuple[Certificate, ...]) -> Stamped:
    """Return what a time stamp says of some bytes. Raises InputError where it is not about them, or not genuine."""
    answer = _decoded(said, "The time stamp")
    if not _is_about(answer, data):
        raise InputError("The time stamp is of something else.")
    if roots:
        verifier = VerifierBuilder()
        for root in roots:
            verifier = verifier.add_root_certificate(root)
        try:
            verifier.build().verify_message(answer, data)
        except (VerificationError, ValueError) as error:
            raise InputError(
                f"The time stamp is not of a service that was named as trusted: {error}."
            ) from error
    return Stamped(at=answer.tst_info.gen_time, trusted=bool(roots))


def read_certificates(pem: bytes, where: str) -> tuple[Certificate, ...]:
    """Read certificates in PEM. Raises InputError."""
    try:
        return tuple(load_pem_x509_certificates(pem))
    except ValueError as error:
        raise InputError(f"{where} holds no certificate in PEM.") from error


def _decoded(said: bytes, what: str) -> TimeStampResponse:
    try:
        answer = decode_timestamp_response(said)
        answer.tst_info  # noqa: B018 - a refusal has none, and says so here
    except ValueError as error:
        raise InputError(f"{what} is no time stamp: {error}.") from error
    return answer


def _is_about(answer: TimeStampResponse, data: bytes) -> bool:
    digests = {hashlib.new(name, data).digest() for name in ("sha256", "sha384", "sha512")}
    return answer.tst_info.message_imprint.message in digests


def _why(error: Exception) -> str:
    reason = getattr(error, "reason", None) or getattr(error, "strerror", None) or error
    return str(reason).rstrip(".")
