"""Makes characters visible that would otherwise act on a terminal, or reorder what a person reads."""

import re
from collections.abc import Iterable, Iterator

_ACTING = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_SHORT = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}


def visible(text: str, keep: str = "") -> str:
    """Write control characters, direction overrides and lone surrogates as escapes; leave those in `keep`."""
    return _ACTING.sub(lambda match: match[0] if match[0] in keep else _escape(match[0]), text)


def _escape(character: str) -> str:
    code = ord(character)
    return _SHORT.get(character) or (f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}")


def with_one_line_feed(pieces: Iterable[str]) -> Iterator[str]:
    """Yield a text that ends in one line feed, however many it ended in."""
    held = ""
    for piece in pieces:
        text = f"{held}{piece}"
        body = text.rstrip("\n")
        held = text[len(body) :]
        yield body
    yield "\n"
