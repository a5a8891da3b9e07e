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


def _parsed(text: str) -> dict[str, Any] | None:
    try:
        parsed = msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None
    return parsed if isinstance(parsed, dict) else None


def _text(value: object) -> str:
    return msgspec.json.encode(value, order="sorted").decode()
