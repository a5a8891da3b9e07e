"""Puts more things in order than fit into memory: into bins on disk, which are read back one after another.

Accounts come in the order of their ids, and the id is part of every sort key. So what is put into a bin, one
bin for each beginning of a key, is in order already, and nothing has to be sorted but the bins.
"""

import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias

import msgspec

from iam_audit.errors import InputError
from iam_audit.files import unwritable
from iam_audit.model import Lazy
from iam_audit.model.wire import decoder, encode

HELD = 2_000_000
"""Bytes of JSON to hold in memory before they are written."""
QUICKLY = 1

Bin = tuple[Any, ...]
Kind: TypeAlias = Any
"""The type of what is in a bin."""
Blocks = dict[Bin, list[tuple[int, int]]]
"""Where in the file each bin's blocks are, and how long they are."""


class Spill:
    """A file of bins that is being written."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._waiting: dict[Bin, list[bytes]] = {}
        self._bytes = 0
        self._blocks: Blocks = {}
        self._end = 0
        self._length = 0

    def put(self, where: Bin, item: object) -> None:
        """Add an item to the end of its bin. Raises OutputError."""
        encoded = encode(item)
        self._waiting.setdefault(where, []).append(encoded)
        self._bytes += len(encoded)
        self._length += 1
        if self._bytes > HELD:
            self._flush()

    def close(self, kind: Kind) -> Lazy[Any]:
        """Return all items as `kind`, bin by bin. Raises OutputError."""
        self._flush()
        blocks = self._blocks
        return Lazy(lambda: _read(self._path, blocks, kind), self._length)

    def _flush(self) -> None:
        try:
            with self._path.open("ab") as file:
                for where, items in self._waiting.items():
                    block = zlib.compress(b"[" + b",".join(items) + b"]", QUICKLY)
                    file.write(block)
                    self._blocks.setdefault(where, []).append((self._end, len(block)))
                    self._end += len(block)
        except OSError as error:
            raise unwritable(self._path, error) from error
        self._waiting, self._bytes = {}, 0


def _read(path: Path, blocks: Mapping[Bin, list[tuple[int, int]]], kind: Kind) -> Iterator[Any]:
    decode = decoder(tuple[kind, ...]).decode
    try:
        with path.open("rb") as file:
            for where in sorted(blocks):
                for begin, size in blocks[where]:
                    file.seek(begin)
                    yield from decode(zlib.decompress(file.read(size)))
    except (OSError, zlib.error, msgspec.DecodeError) as error:
        raise InputError(f"{path} is damaged or gone; resume the run to write the report again.") from error
