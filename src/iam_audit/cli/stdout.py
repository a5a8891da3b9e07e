"""Writes reports to stdout, where readers may leave early and disks may be full."""

import contextlib
import os
import sys

from iam_audit.errors import OutputError


def put(text: str) -> None:
    """Write to stdout. A reader who has gone (`| head`) is no error; a full disk raises OutputError."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        _close()
    except OSError as error:
        _close()
        raise OutputError(f"stdout could not be written: {error.strerror or error}.") from error


def _close() -> None:
    """Send what is still buffered nowhere, so that Python does not stumble over it at the end."""
    with contextlib.suppress(OSError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
