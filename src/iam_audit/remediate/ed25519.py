"""Signs and checks with Ed25519 keys: PEM for private ones, base64 for public ones and signatures."""

import base64
import binascii

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from iam_audit.errors import InputError


def generate() -> bytes:
    """Return a new private key."""
    return Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def public_of(pem: bytes, where: str) -> str:
    """Return the public key of a private one. Raises InputError, with `where`, for what is no such key."""
    raw = _private(pem, where).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return base64.b64encode(raw).decode()


def signed(pem: bytes, where: str, text: bytes) -> str:
    """Return the signature of a text; raises as `public_of`."""
    return base64.b64encode(_private(pem, where).sign(text)).decode()


def holds(public: str, signature: str, text: bytes) -> bool:
    """Whether a signature is of this key and this text. Raises InputError for what is no public key."""
    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public, validate=True))
    except (binascii.Error, ValueError) as error:
        raise InputError("It is no Ed25519 key in base64.") from error
    try:
        key.verify(base64.b64decode(signature, validate=True), text)
    except (binascii.Error, ValueError, InvalidSignature):
        return False
    return True


def _private(pem: bytes, where: str) -> Ed25519PrivateKey:
    try:
        key = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise InputError(f"{where} holds no private key without a password; see: remediate keygen") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise InputError(f"{where} holds a private key, but not one of Ed25519; see: remediate keygen")
    return key
