"""JSON text that is as safe to print as to parse."""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

import msgspec

from iam_audit.model import Lazy

_ACTING = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""JSON escapes the control characters below these by itself. Outside strings none of them can occur."""
INDENT = "  "
AT_ONCE = 30


def json_text(value: object) -> str:
    """Return indented JSON, ending in a newline."""
    return _safe(msgspec.json.format(msgspec.json.encode(value), indent=2)) + "\n"


def json_line(value: object) -> str:
    """Return JSON on one line, ending in a newline."""
    return _safe(msgspec.json.encode(value)) + "\n"


def json_pieces(value: object) -> Iterator[str]:
    """Yield what `json_text` would return, with what is lazy in it taken one by one."""
    yield from _pieces(value, "\n")
    yield "\n"


def _pieces(value: object, margin: str) -> Iterator[str]:
    deeper = margin + INDENT
    match value:
        case Mapping() if value:
            members = ((f"{_leaf(str(name), deeper)}: ", held) for name, held in value.items())
            yield from _between("{", ((name, _pieces(held, deeper)) for name, held in members), "}", margin)
        case Lazy():
            yield from _many(value, margin)
        case list() if value:
            yield from _between("[", (("", _pieces(one, deeper)) for one in value), "]", margin)
        case _:
            yield _leaf(value, margin)


def _many(values: Iterable[object], margin: str) -> Iterator[str]:
    """Yield a list some values at a time: to write out each by itself takes longer."""
    before, depth = "[", margin.count(INDENT) + 1
    waiting = iter(values)
    while some := list(islice(waiting, AT_ONCE)):
        nested: object = some
        for _ in range(depth - 1):
            nested = [nested]
        # Within as many lists as it is deep, each line gets its margin; the lines that open and close them go.
        lines = memoryview(msgspec.json.format(msgspec.json.encode(nested), indent=len(INDENT)))
        around = sum(2 + level * len(INDENT) for level in range(depth))
        yield f"{before}\n{_safe(lines[around:-around])}"
        before = ","
    yield "[]" if before == "[" else f"{margin}]"


def _between(
    opening: str, parts: Iterable[tuple[str, Iterator[str]]], closing: str, margin: str
) -> Iterator[str]:
    before = opening
    for name, pieces in parts:
        yield f"{before}{margin}{INDENT}{name}"
        yield from pieces
        before = ","
    yield f"{opening}{closing}" if before == opening else f"{margin}{closing}"


def _leaf(value: object, margin: str) -> str:
    """Line feeds are outside strings only, so they may be followed by a margin."""
    text = _safe(msgspec.json.format(msgspec.json.encode(value), indent=2))
    return text.replace("\n", margin)


def _safe(encoded: bytes | memoryview) -> str:
    text = str(encoded, "utf-8")
    if text.isascii() and "\x7f" not in text:
        return text
    return _ACTING.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
