"""Writes files whole or not at all."""

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from iam_audit.errors import OutputError


def write_text(path: Path, text: str) -> None:
    """Write `text` as UTF-8; like `write_bytes` in all else."""
    write_bytes(path, text.encode())


def write_pieces(path: Path, pieces: Iterable[str]) -> None:
    """Write what would be too long to be one text, in the way of `write_text`."""
    _write(path, (piece.encode() for piece in pieces))


def write_bytes(path: Path, data: bytes, *, durable: bool = False) -> None:
    """Write a file, making the folder if need be; readers see the old file or the new one, never a half.

    The file can be read by its owner only: reports name people and their keys. What is durable survives a power
    cut. Raises OutputError with the path and the reason when the folder cannot be made or the disk is full.
    """
    _write(path, (data,), durable=durable)


def unwritable(path: Path, error: OSError) -> OutputError:
    """Say that a file could not be written, and why."""
    return OutputError(f"{path} could not be written: {error.strerror or error}. Choose another place.")


def _write(path: Path, pieces: Iterable[bytes], *, durable: bool = False) -> None:
    try:
        if path.exists() and not path.is_file():
            with path.open("wb") as file:
                file.writelines(pieces)  # a device or pipe must not be replaced by a file
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            _replace(path, pieces, durable=durable)
    except OSError as error:
        raise unwritable(path, error) from error


def _replace(path: Path, pieces: Iterable[bytes], *, durable: bool) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines(pieces)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
