"""One snapshot as a JSON file, with the version of its format."""

from pathlib import Path

import msgspec

from iam_audit.errors import InputError
from iam_audit.files import write_text
from iam_audit.model import Snapshot

VERSION = 1
"""Raised whenever an older reader would misunderstand the file."""


class Versioned(msgspec.Struct, frozen=True, kw_only=True):
    """The part of the file that every version shares."""

    snapshot_version: int


class SnapshotFile(Versioned, frozen=True, kw_only=True):
    """The whole file."""

    snapshot: Snapshot


def save_snapshot(snapshot: Snapshot, path: Path) -> None:
    """Write a snapshot. Raises OutputError."""
    file = SnapshotFile(snapshot_version=VERSION, snapshot=snapshot)
    write_text(path, msgspec.json.format(msgspec.json.encode(file), indent=2).decode() + "\n")


def load_snapshot(path: Path) -> Snapshot:
    """Read a snapshot that `save_snapshot` wrote. Raises InputError."""
    try:
        data = path.read_bytes()
        version = msgspec.json.decode(data, type=Versioned).snapshot_version
        if version == VERSION:
            return msgspec.json.decode(data, type=SnapshotFile).snapshot
    except OSError as error:
        raise InputError(f"{path} could not be read: {error.strerror or error}.") from error
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise InputError(f"{path}: not a snapshot ({error}). Collect the account again.") from error
    raise InputError(
        f"{path}: a snapshot of version {version}, and this iam-audit reads version {VERSION}. "
        "Audit it with the iam-audit that made it, or collect the account again."
    )
