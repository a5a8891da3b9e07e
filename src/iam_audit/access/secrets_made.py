"""Makes secrets that cannot be guessed, and what is kept of them."""

import hashlib
import secrets

PREFIX = "iam_audit_"
"""What tokens begin with, so that scanners of repositories can find one that was left lying about."""


def new_token_secret() -> str:
    """Return a token: 256 random bits after a prefix."""
    return PREFIX + secrets.token_urlsafe(32)


def new_cookie() -> str:
    """Return what a browser keeps of a session."""
    return secrets.token_urlsafe(32)


def new_id() -> str:
    """Return an id that tells one thing from another and opens nothing."""
    return secrets.token_hex(6)


def digest_of(secret: str) -> str:
    """Return what is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()
