"""Writes files whole or not at all."""

import os
import tempfile
from pathlib import Path

from iam_audit.errors import OutputError


def write_text(path: Path, text: str) -> None:
    """Write `text` as UTF-8; like `write_bytes` in all else."""
    write_bytes(path, text.encode())


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file, making the folder if need be; readers see the old file or the new one, never a half.

    The file can be read by its owner only: reports name people and their keys. Raises OutputError with the path and the
    reason when the folder cannot be made or the disk is full.
    """
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(data)  # a device or pipe must not be replaced by a file
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            _replace(path, data)
    except OSError as error:
        raise OutputError(
            f"{path} could not be written: {error.strerror or error}. Choose another place."
        ) from error


def _replace(path: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
