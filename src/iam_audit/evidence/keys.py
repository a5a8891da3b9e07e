"""Keys of Ed25519: made once, kept by their owner, told apart by the SHA-256 of their public half."""

import hashlib
import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from iam_audit.errors import InputError, OutputError


def private_key(path: Path) -> tuple[Ed25519PrivateKey, bool]:
    """Return the key in a file and whether it was made just now: where there is no file, one is made for its owner."""
    try:
        return _loaded(path.read_bytes(), path), False
    except FileNotFoundError:
        return _made(path), True
    except OSError as error:
        raise InputError(f"{path} could not be read: {error.strerror or error}.") from error


def public_pem(key: Ed25519PrivateKey) -> bytes:
    """Return the public half as PEM."""
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def read_public(pem: bytes, where: str) -> Ed25519PublicKey:
    """Read a public key. Raises InputError for anything else."""
    try:
        key = load_pem_public_key(pem)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise InputError(f"{where} holds no public key in PEM.") from error
    if not isinstance(key, Ed25519PublicKey):
        raise InputError(f"{where} holds a public key, but not one of Ed25519.")
    return key


def fingerprint(key: Ed25519PublicKey) -> str:
    """Return what a key is known by: the SHA-256 of its DER form, which openssl tells as well."""
    der = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(der).hexdigest()


def is_signed(key: Ed25519PublicKey, signature: bytes, data: bytes) -> bool:
    """Whether a signature is of this key and of these bytes."""
    try:
        key.verify(signature, data)
    except InvalidSignature:
        return False
    return True


def _loaded(pem: bytes, path: Path) -> Ed25519PrivateKey:
    try:
        key = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise InputError(
            f"{path} holds no private key without a password. Name another file: a key is made where there is none."
        ) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise InputError(f"{path} holds a private key, but not one of Ed25519.")
    return key


def _made(path: Path) -> Ed25519PrivateKey:
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(pem)
    except OSError as error:
        raise OutputError(f"The key {path} could not be made: {error.strerror or error}.") from error
    return key
