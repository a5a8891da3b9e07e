"""Reads a pack and tells to which file each byte belongs that is not as it should be.

A pack says everything about its files twice, before each and in the directory at its end. Where one of the two was
altered the other one tells which file that was.
"""

import io
import struct
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from iam_audit.evidence.zip_layout import (
    CENTRAL,
    CENTRAL_MARK,
    END,
    END_MARK,
    LOCAL,
    LOCAL_MARK,
    Place,
    end,
    entry,
    header,
)


@dataclass(frozen=True, kw_only=True)
class Layout:
    """What is in a pack, and which parts of the packing itself are not as they were written."""

    contents: Mapping[str, memoryview | bytes]
    bent: tuple[tuple[str, ...], ...] = ()
    """For each place that was altered, the names it may belong to; empty names for the end of the pack."""
    repacked: bool = False
    twice: tuple[str, ...] = ()
    """Names that there are more than once."""


@dataclass
class _Read:
    places: list[Place] = field(default_factory=list)
    bent: list[tuple[str, ...]] = field(default_factory=list)


def read_layout(data: memoryview) -> Layout | None:
    """Return what is in a pack; None when it is no ZIP at all."""
    read = _by_headers(data) or _by_directory(data)
    if read is None:
        return _by_any_means(data)
    names = [one.name for one in read.places]
    contents = {one.name: data[one.start : one.end] for one in read.places}
    if len(read.bent) >= len(read.places):
        return Layout(contents=contents, repacked=True, twice=_twice(names))
    return Layout(contents=contents, bent=tuple(read.bent), twice=_twice(names))


def _by_headers(data: memoryview) -> _Read | None:
    """Go from file to file; what comes after the last one must be as long as the directory of these files."""
    places = list(_headers(data))
    if not places:
        return None
    begin = places[-1].end
    expected = [entry(one) for one in places]
    last = end(places)
    if len(data) - begin != sum(map(len, expected)) + len(last):
        return None
    read = _Read(places=places)
    at = begin
    for one, wanted in zip(places, expected, strict=True):
        found = data[at : at + len(wanted)]
        if found != wanted or data[one.offset : one.start] != header(one):
            named = _text(found[CENTRAL.size :])
            read.bent.append((one.name, named))
        at += len(wanted)
    if data[at:] != last:
        read.bent.append(())
    return read


def _headers(data: memoryview) -> Iterator[Place]:
    at = 0
    while data[at : at + 4] == LOCAL_MARK and at + LOCAL.size <= len(data):
        values = LOCAL.unpack_from(data, at)
        crc, _, size, length, _ = values[6:]
        name = _text(data[at + LOCAL.size : at + LOCAL.size + length])
        place = Place(name=name, size=size, crc=crc, offset=at)
        if len(name) != length or place.end > len(data):
            return
        yield place
        at = place.end


def _by_directory(data: memoryview) -> _Read | None:
    """Go through the directory at the end, and see which file does not begin as it says."""
    try:
        mark, _, _, _, count, size, begin, _ = END.unpack_from(data, len(data) - END.size)
    except struct.error:
        return None
    if mark != END_MARK or begin + size + END.size != len(data):
        return None
    places = list(_entries(data, begin, begin + size))
    if len(places) != count:
        return None
    read = _Read(places=places)
    for one in places:
        if data[one.offset : one.start] != header(one):
            read.bent.append((one.name,))
    expected = b"".join(entry(one) for one in places) + end(places)
    if data[begin:] != expected or not read.bent:
        return None
    return read


def _entries(data: memoryview, at: int, until: int) -> Iterator[Place]:
    while at + CENTRAL.size <= until and data[at : at + 4] == CENTRAL_MARK:
        values = CENTRAL.unpack_from(data, at)
        crc, _, size, length, offset = values[7], values[8], values[9], values[10], values[16]
        name = _text(data[at + CENTRAL.size : at + CENTRAL.size + length])
        if len(name) != length or offset + LOCAL.size + length + size > len(data):
            return
        yield Place(name=name, size=size, crc=crc, offset=offset)
        at += CENTRAL.size + length


def _by_any_means(data: memoryview) -> Layout | None:
    """Read what another program has packed: the files may be as they were all the same."""
    try:
        with zipfile.ZipFile(io.BytesIO(bytes(data))) as opened:
            infos = [one for one in opened.infolist() if not one.is_dir()]
            contents = {one.filename: _content(opened, one) for one in infos}
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, RuntimeError, EOFError):
        return None
    return Layout(contents=contents, repacked=True, twice=_twice([one.filename for one in infos]))


def _content(opened: zipfile.ZipFile, one: zipfile.ZipInfo) -> bytes:
    """What cannot be read is taken for empty: that is not what the manifest says of it.

    A pack is not compressed, so what says that it is larger than the pack has been made to do harm.
    """
    if one.compress_type != zipfile.ZIP_STORED and one.file_size > 200 * max(one.compress_size, 1000):
        return b""
    try:
        return opened.read(one)
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError):
        return b""


def _text(name: memoryview) -> str:
    """Read a name; ours are in ASCII, and what is not was altered."""
    return bytes(name).decode("ascii", "replace").replace("\ufffd", "?")


def _twice(names: list[str]) -> tuple[str, ...]:
    return (
        tuple(sorted({one for one in names if names.count(one) > 1})) if len(set(names)) < len(names) else ()
    )
