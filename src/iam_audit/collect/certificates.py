"""The algorithm of the key in a certificate, read without a library for the rest of it.

RFC 5280, section 4.1, gives the order of the fields; X.690 how each is written.
"""

import base64
import binascii
import re

PEM = re.compile(r"-----BEGIN CERTIFICATE-----(.+?)-----END CERTIFICATE-----", re.DOTALL)

FIELDS_BEFORE_THE_KEY = 5
"""Serial number, signature algorithm, issuer, validity and subject."""
EXPLICIT_VERSION = 0xA0
OBJECT_IDENTIFIER = 0x06
LONG_FORM = 0x80


def key_algorithms(text: str) -> tuple[str, ...] | None:
    """Return the object identifiers of the keys, in PEM text; None when it cannot be understood."""
    try:
        ders = [base64.b64decode("".join(body.split()), validate=True) for body in PEM.findall(text)]
        found = tuple(_key_algorithm(der) for der in ders)
    except (binascii.Error, ValueError, IndexError):
        return None
    return found or None


def _key_algorithm(der: bytes) -> str:
    fields = _inside(_first(_first(der)))
    if fields[0][0] == EXPLICIT_VERSION:
        fields = fields[1:]
    algorithm = _inside(fields[FIELDS_BEFORE_THE_KEY][1])[0][1]
    tag, identifier = _inside(algorithm)[0]
    if tag != OBJECT_IDENTIFIER:
        raise ValueError("no object identifier where the algorithm of a key should be")
    return _dotted(identifier)


def _first(data: bytes) -> bytes:
    """Return the content of the first element."""
    return _inside(data)[0][1]


def _inside(data: bytes) -> list[tuple[int, bytes]]:
    """Return the elements that follow each other in `data`, as tag and content."""
    found = []
    while data:
        tag, length, start = data[0], data[1], 2
        if length >= LONG_FORM:
            start += length - LONG_FORM
            length = int.from_bytes(data[2:start], "big")
        if start + length > len(data):
            raise ValueError("an element is cut off")
        found.append((tag, data[start : start + length]))
        data = data[start + length :]
    return found


def _dotted(identifier: bytes) -> str:
    first = min(identifier[0] // 40, 2)
    numbers, current = [first, identifier[0] - 40 * first], 0
    for byte in identifier[1:]:
        current = (current << 7) | (byte & 0x7F)
        if byte < LONG_FORM:
            numbers.append(current)
            current = 0
    return ".".join(map(str, numbers))
