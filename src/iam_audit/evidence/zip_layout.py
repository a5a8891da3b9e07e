"""How a pack is laid out as a ZIP, down to the last byte.

Nothing is compressed and no time is written, so equal contents are equal bytes on every machine, and every byte
belongs to something that can be named. What another program would choose (versions, flags, attributes) is fixed here.
"""

import struct
from dataclasses import dataclass

LOCAL = struct.Struct("<4s5H3I2H")
CENTRAL = struct.Struct("<4s6H3I5H2I")
END = struct.Struct("<4s4H2IH")
LOCAL_MARK, CENTRAL_MARK, END_MARK = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
VERSION = 20
UNIX = 3 << 8
STORED = 0
FIRST_DAY = 33
"""1 January 1980, the first day that a ZIP knows."""
PLAIN_FILE = 0o100644 << 16
LARGEST = 2**32 - 1
MOST = 2**16 - 1


@dataclass(frozen=True, kw_only=True)
class Place:
    """One file in a pack, and where it is."""

    name: str
    size: int
    crc: int
    offset: int
    """Where its header begins."""

    @property
    def start(self) -> int:
        """Where its content begins."""
        return self.offset + LOCAL.size + len(self.name)

    @property
    def end(self) -> int:
        """Where the next one begins."""
        return self.start + self.size


def header(place: Place) -> bytes:
    """Return what stands before the content of a file."""
    name = place.name.encode("ascii")
    sizes = (place.crc, place.size, place.size, len(name), 0)
    return LOCAL.pack(LOCAL_MARK, VERSION, 0, STORED, 0, FIRST_DAY, *sizes) + name


def entry(place: Place) -> bytes:
    """Return what stands about a file in the directory at the end."""
    name = place.name.encode("ascii")
    fixed = (CENTRAL_MARK, UNIX | VERSION, VERSION, 0, STORED, 0, FIRST_DAY)
    sizes = (place.crc, place.size, place.size, len(name), 0, 0, 0, 0, PLAIN_FILE, place.offset)
    return CENTRAL.pack(*fixed, *sizes) + name


def end(places: list[Place]) -> bytes:
    """Return the last bytes."""
    directory = sum(CENTRAL.size + len(one.name) for one in places)
    begin = places[-1].end if places else 0
    return END.pack(END_MARK, 0, 0, len(places), len(places), directory, begin, 0)
