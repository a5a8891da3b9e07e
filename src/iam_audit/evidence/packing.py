"""Writes a pack: the files in the order of their names, then the manifest, its signature and its time stamp."""

import hashlib
import os
import tempfile
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, TypeAlias

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from iam_audit.errors import OutputError
from iam_audit.evidence.keys import fingerprint, public_pem
from iam_audit.evidence.manifest import (
    MANIFEST,
    PUBLIC_KEY,
    SIGNATURE,
    STAMP,
    STAMP_SIGNATURE,
    Manifest,
)
from iam_audit.evidence.zip_layout import LARGEST, MOST, Place, end, entry, header
from iam_audit.files import unwritable

Contents: TypeAlias = dict[str, Callable[[], Iterable[bytes]]]
"""What makes each file, piece by piece, by its name."""
Stamping: TypeAlias = Callable[[bytes], bytes]
"""Has the time stamp of some bytes made."""


@dataclass(frozen=True, kw_only=True)
class Seal:
    """What a pack is sealed with."""

    key: Ed25519PrivateKey
    made_by: str
    as_of: datetime
    previous: str | None = None
    """SHA-256 of the manifest of the pack before."""
    stamp: Stamping | None = None


def write_pack(path: Path, contents: Contents, seal: Seal) -> Manifest:
    """Write a pack, whole or not at all. Raises OutputError."""
    handle, name = _temporary(path)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            manifest = _write(file, contents, seal)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        raise unwritable(path, error) from error
    finally:
        temporary.unlink(missing_ok=True)
    return manifest


def _temporary(path: Path) -> tuple[int, str]:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
    except OSError as error:
        raise unwritable(path, error) from error


def _write(file: BinaryIO, contents: Contents, seal: Seal) -> Manifest:
    public = public_pem(seal.key)
    everything: Contents = {**contents, PUBLIC_KEY: lambda: (public,)}
    places: list[Place] = []
    hashes = {name: _add(file, places, name, everything[name]()) for name in sorted(everything)}
    manifest = Manifest(
        made_by=seal.made_by,
        as_of=seal.as_of,
        previous=seal.previous,
        key=fingerprint(seal.key.public_key()),
        hashes=hashes,
    )
    text = manifest.text.encode()
    signature = seal.key.sign(text)
    _add(file, places, MANIFEST, (text,))
    _add(file, places, SIGNATURE, (signature,))
    if seal.stamp:
        stamp = seal.stamp(signature)
        _add(file, places, STAMP, (stamp,))
        _add(file, places, STAMP_SIGNATURE, (seal.key.sign(stamp),))
    if len(places) > MOST:
        raise OutputError("The pack would hold more than 65535 files: pack fewer accounts at a time.")
    file.writelines(entry(place) for place in places)
    file.write(end(places))
    return manifest


def _add(file: BinaryIO, places: list[Place], name: str, pieces: Iterable[bytes]) -> str:
    """Write one file, and its header once its size is known."""
    offset = places[-1].end if places else 0
    file.write(header(Place(name=name, size=0, crc=0, offset=offset)))
    hashed, crc, size = hashlib.sha256(), 0, 0
    for piece in pieces:
        file.write(piece)
        hashed.update(piece)
        crc, size = zlib.crc32(piece, crc), size + len(piece)
    place = Place(name=name, size=size, crc=crc, offset=offset)
    if place.end > LARGEST:
        raise OutputError("The pack would be larger than 4 GiB: pack fewer accounts at a time.")
    file.seek(offset)
    file.write(header(place))
    file.seek(place.end)
    places.append(place)
    return hashed.hexdigest()
