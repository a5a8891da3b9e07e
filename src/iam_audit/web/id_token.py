"""Believes an ID token, or not (OpenID Connect Core, 3.1.3.7). Pure."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from iam_audit.errors import SignInError

ALGORITHMS = (
    "RS256",
    "RS384",
    "RS512",
    "PS256",
    "PS384",
    "PS512",
    "ES256",
    "ES384",
    "ES512",
    "EdDSA",
    "Ed25519",
)
"""Signatures that only the provider can make: never `none`, and never one with a shared secret."""
LEEWAY = 60
"""Seconds that its clock and ours may be apart."""


@dataclass(frozen=True, kw_only=True)
class Expected:
    """What a token has to say to be meant for us, now."""

    issuer: str
    client_id: str
    nonce: str
    now: datetime


def believed(token: str, keys: KeySet, expected: Expected) -> Mapping[str, Any]:
    """Return the claims of a token. Raises SignInError for one that somebody else made, or made for others."""
    try:
        claims = jwt.decode(token, keys, algorithms=[*ALGORITHMS]).claims
    except (JoseError, ValueError) as error:
        raise SignInError(
            f"The ID token of the provider is not signed by it: {type(error).__name__}."
        ) from error
    if wrong := next((words for words, fits in _demands(claims, expected) if not fits), None):
        raise SignInError(f"The ID token of the provider will not do: {wrong}.")
    return claims


def _demands(claims: Mapping[str, Any], expected: Expected) -> list[tuple[str, bool]]:
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    now = expected.now.timestamp()
    return [
        ("it is from another issuer", claims.get("iss") == expected.issuer),
        ("it is meant for somebody else", expected.client_id in audiences),
        ("it is meant for several, and not asked for by us", _asked_by_us(claims, audiences, expected)),
        ("it has expired", _number(claims, "exp", 0) > now - LEEWAY),
        ("it is from the future", _number(claims, "iat", float("inf")) < now + LEEWAY),
        ("it is not valid yet", _number(claims, "nbf", 0) < now + LEEWAY),
        ("it answers another question", _same(claims.get("nonce"), expected.nonce)),
        ("it names nobody", isinstance(claims.get("sub"), str) and bool(claims["sub"])),
    ]


def _asked_by_us(claims: Mapping[str, Any], audiences: list[object], expected: Expected) -> bool:
    if len(audiences) > 1 or "azp" in claims:
        return claims.get("azp") == expected.client_id
    return True


def _number(claims: Mapping[str, Any], name: str, otherwise: float) -> float:
    value = claims.get(name, otherwise)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else -otherwise


def _same(claimed: object, expected: str) -> bool:
    return isinstance(claimed, str) and hmac.compare_digest(claimed.encode(), expected.encode())
