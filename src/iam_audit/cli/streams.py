"""Writes to stdout and stderr, where readers may leave early and disks may be full."""

import contextlib
import os
import sys
from typing import TextIO

from iam_audit.errors import OutputError


def put(text: str) -> None:
    """Write to stdout. A reader who has gone (`| head`) is no error; a full disk raises OutputError."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        _silence(sys.stdout)
    except OSError as error:
        _silence(sys.stdout)
        raise OutputError(f"stdout could not be written: {error.strerror or error}.") from error


def tell(line: str) -> None:
    """Write a line to stderr; where that cannot be written there is nobody to tell."""
    try:
        sys.stderr.write(f"{line}\n")
        sys.stderr.flush()
    except OSError:
        _silence(sys.stderr)


def _silence(stream: TextIO) -> None:
    """Send what is still buffered nowhere, so that Python does not stumble over it at the end."""
    with contextlib.suppress(OSError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
