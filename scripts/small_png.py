"""Make a screenshot small: 256 colours are enough for pages of few colours, and need a third of the bytes."""

import struct
import zlib
from collections import Counter

SIGNATURE = b"\x89PNG\r\n\x1a\n"
COLOURS = 256
Pixel = tuple[int, int, int]


def small(png: bytes) -> bytes:
    """Return the same picture with at most 256 colours. It takes what Chromium writes: 8 bits, RGB or RGBA."""
    width, height, rows = _pixels(png)
    counted = Counter(pixel for row in rows for pixel in row)
    palette = [colour for colour, _ in counted.most_common(COLOURS)]
    index = {colour: palette.index(_nearest(colour, palette)) for colour in counted}
    packed = b"".join(b"\0" + bytes(index[pixel] for pixel in row) for row in rows)
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    colours = b"".join(bytes(colour) for colour in palette)
    parts = ((b"IHDR", head), (b"PLTE", colours), (b"IDAT", zlib.compress(packed, 9)), (b"IEND", b""))
    return SIGNATURE + b"".join(_chunk(name, data) for name, data in parts)


def _nearest(colour: Pixel, palette: list[Pixel]) -> Pixel:
    def distance(other: Pixel) -> int:
        return sum((one - two) ** 2 for one, two in zip(colour, other, strict=True))

    return min(palette, key=distance)


def _pixels(png: bytes) -> tuple[int, int, list[list[Pixel]]]:
    chunks = list(_chunks(png))
    width, height, depth, kind = struct.unpack(">IIBB", chunks[0][1][:10])
    if depth != 8 or kind not in (2, 6):
        raise ValueError("Only pictures of 8 bits, RGB or RGBA, can be made small.")
    step = 3 if kind == 2 else 4
    data = zlib.decompress(b"".join(body for name, body in chunks if name == b"IDAT"))
    rows, above = [], bytearray(width * step)
    for number in range(height):
        place = number * (width * step + 1)
        line = bytearray(data[place + 1 : place + 1 + width * step])
        _unfilter(data[place], line, above, step)
        rows.append([tuple(line[at : at + 3]) for at in range(0, len(line), step)])
        above = line
    return width, height, rows


def _unfilter(kind: int, line: bytearray, above: bytearray, step: int) -> None:
    for at in range(len(line)):
        left = line[at - step] if at >= step else 0
        corner = above[at - step] if at >= step else 0
        guess = (0, left, above[at], (left + above[at]) // 2, _paeth(left, above[at], corner))[kind]
        line[at] = (line[at] + guess) & 255


def _paeth(left: int, up: int, corner: int) -> int:
    guess = left + up - corner
    return min((left, up, corner), key=lambda one: abs(guess - one))


def _chunks(png: bytes) -> list[tuple[bytes, bytes]]:
    found, place = [], len(SIGNATURE)
    while place < len(png):
        size = int.from_bytes(png[place : place + 4])
        found.append((png[place + 4 : place + 8], png[place + 8 : place + 8 + size]))
        place += size + 12
    return found


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
