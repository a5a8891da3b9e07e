"""JSON text that is as safe to print as to parse."""

import re

import msgspec

_ACTING = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""JSON escapes the control characters below these by itself. Outside strings none of them can occur."""


def json_text(value: object) -> str:
    """Return indented JSON, ending in a newline."""
    return _safe(msgspec.json.format(msgspec.json.encode(value), indent=2)) + "\n"


def json_line(value: object) -> str:
    """Return JSON on one line, ending in a newline."""
    return _safe(msgspec.json.encode(value)) + "\n"


def _safe(encoded: bytes) -> str:
    return _ACTING.sub(lambda match: f"\\u{ord(match[0]):04x}", encoded.decode())
