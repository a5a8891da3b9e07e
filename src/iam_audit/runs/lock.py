"""Keeps two processes from working on one run; the lock of a process that died is free."""

import os
import sys
from pathlib import Path

from iam_audit.errors import UsageError
from iam_audit.files import unwritable

if sys.platform == "win32":  # pragma: no cover
    import msvcrt
else:
    import fcntl


class Lock:
    """A file that this process has for itself until it lets go, or ends in whatever way."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle: int | None = None

    def take(self) -> bool:
        """Take it, if nobody else has it. Raises OutputError when its file cannot be made."""
        try:
            handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise unwritable(self._path, error) from error
        try:
            _lock(handle)
        except OSError:
            os.close(handle)
            return False
        self._handle = handle
        return True

    def free(self) -> None:
        """Let go of it."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


def taken(path: Path, what: str) -> Lock:
    """Return the lock. Raises UsageError when another process has it."""
    lock = Lock(path)
    if not lock.take():
        raise UsageError(f"{what} is being worked on by another process: wait until it ends, or end it.")
    return lock


def _lock(handle: int) -> None:
    if sys.platform == "win32":  # pragma: no cover
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
