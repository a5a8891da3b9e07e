"""Brings policy documents into one form, whatever form they came in."""

from typing import Any
from urllib.parse import unquote

import msgspec


def canonical(document: object) -> str:
    """Return a policy document as JSON text with sorted keys.

    The API gives URL-encoded text (RFC 3986), botocore an object, and people save either. Text that is
    neither JSON nor URL-encoded JSON is kept as it is: the permissions it gives are unknown, which is not
    the same as none.
    """
    if not isinstance(document, str):
        return _text(document)
    for text in (document, unquote(document)):
        parsed = _parsed(text)
        if parsed is not None:
            return _text(parsed)
    return document


class Documents:
    """Brings the policy documents of one account into one form. Equal ones become one text, which is kept once."""

    def __init__(self) -> None:
        self._known: dict[bytes, str] = {}

    def text(self, written: msgspec.Raw) -> str:
        """Return a document as `canonical` does."""
        data = bytes(written)
        known = self._known.get(data)
        if known is None:
            known = self._known[data] = canonical(msgspec.json.decode(data))
        return known


def _parsed(text: str) -> dict[str, Any] | None:
    try:
        parsed = msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None
    return parsed if isinstance(parsed, dict) else None


def _text(value: object) -> str:
    return msgspec.json.encode(value, order="sorted").decode()
