"""Does the same work for many accounts, some at a time."""

from typing import Protocol

from iam_audit.model import Account


class Progress(Protocol):
    """Is told how far the work is; always called from the thread that asked for the work."""

    def started(self, accounts: int) -> None:
        """Begin: so many accounts will be read."""

    def done(self, account: Account) -> None:
        """Count an account that was read."""

    def failed(self, account: Account, reason: str) -> None:
        """Count an account that could not be read."""


class Quiet:
    """Progress that nobody watches."""

    def started(self, accounts: int) -> None:
        """Ignore it."""

    def done(self, account: Account) -> None:
        """Ignore it."""

    def failed(self, account: Account, reason: str) -> None:
        """Ignore it."""


QUIET = Quiet()
