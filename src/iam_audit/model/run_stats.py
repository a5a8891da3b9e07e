"""What a run cost: calls, throttles, retries and time, account by account."""

import msgspec

from iam_audit.model.result import AccountStatus


class AccountStats(msgspec.Struct, frozen=True, kw_only=True):
    """What one account cost."""

    account_id: str
    status: AccountStatus | None = None
    """None for the account of the caller where it was only the way into others."""
    calls: int = 0
    """All that were sent, further tries included."""
    throttles: int = 0
    """Calls that AWS refused because there were too many."""
    retries: int = 0
    """Calls that were sent because one before had failed."""
    failures: int = 0
    """Calls that were given up on without an answer."""
    seconds: float = 0.0
    """From the first call in the account to the last answer."""


class RunStats(msgspec.Struct, frozen=True, kw_only=True):
    """What a whole run cost."""

    run_id: str
    accounts: tuple[AccountStats, ...]
    """Every account that was listed, ordered by id."""
    entering: AccountStats
    """What was asked as the caller: who we are, which accounts there are, and the way into each."""
    operations: dict[str, int] = {}
    """Calls by operation, such as `iam:ListAccessKeys`."""

    @property
    def calls(self) -> int:
        """All calls."""
        return sum(one.calls for one in self._all)

    @property
    def throttles(self) -> int:
        """All calls that AWS throttled."""
        return sum(one.throttles for one in self._all)

    @property
    def retries(self) -> int:
        """All further tries."""
        return sum(one.retries for one in self._all)

    @property
    def failures(self) -> int:
        """All calls that were given up on."""
        return sum(one.failures for one in self._all)

    def ended(self, status: AccountStatus) -> int:
        """How many accounts ended so."""
        return sum(one.status is status for one in self.accounts)

    @property
    def _all(self) -> tuple[AccountStats, ...]:
        return (*self.accounts, self.entering)
