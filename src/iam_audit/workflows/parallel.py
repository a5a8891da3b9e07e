"""Does the same work in many accounts, some at a time; one that fails, or a Ctrl-C, spoils no other."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed, wait
from dataclasses import dataclass
from threading import Event
from typing import Generic, Protocol, TypeVar

from iam_audit.aws import explain
from iam_audit.errors import OutputError
from iam_audit.model import Account

R = TypeVar("R")

INTERRUPTED = "interrupted"
GRACE = 5.0
"""Seconds to wait after Ctrl-C for the calls that are under way; no new ones are made."""


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


@dataclass(frozen=True)
class Done(Generic[R]):
    """What the work in an account came to."""

    account: Account
    value: R


@dataclass(frozen=True)
class Lost:
    """An account in which the work was not done."""

    account: Account
    reason: str


def in_each(
    accounts: Sequence[Account],
    work: Callable[[Account], R],
    *,
    at_once: int,
    progress: Progress,
    stop: Callable[[], None],
) -> tuple[Done[R] | Lost, ...]:
    """Do `work` in every account; the outcomes come in the order of the accounts.

    KeyboardInterrupt calls `stop`, which must make the work under way fail soon; what was not done by then is
    lost to an interruption. Raises OutputError when work does: no account is to blame for a full disk.
    """
    progress.started(len(accounts))
    pool = ThreadPoolExecutor(max_workers=max(1, at_once), thread_name_prefix="account")
    futures: dict[Account, Future[Done[R] | Lost]] = {}
    all_known = Event()

    def attempt(account: Account) -> Done[R] | Lost:
        all_known.wait()  # what nobody knows of could not be waited for when Ctrl-C comes
        return _attempt(work, account)

    try:
        for account in accounts:
            futures[account] = pool.submit(attempt, account)
        all_known.set()
        for future in as_completed(futures.values()):
            _tell(progress, future.result())
    except KeyboardInterrupt:
        stop()
        all_known.set()
        pool.shutdown(wait=False, cancel_futures=True)
        wait([future for future in futures.values() if not future.cancelled()], timeout=GRACE)
    except OutputError:
        stop()
        raise
    finally:
        all_known.set()
        pool.shutdown(wait=False, cancel_futures=True)
    return tuple(_outcome(futures.get(account), account) for account in accounts)


def _attempt(work: Callable[[Account], R], account: Account) -> Done[R] | Lost:
    try:
        return Done(account, work(account))
    except OutputError:
        raise
    except Exception as error:  # noqa: BLE001 - one account must not end the others
        return Lost(account, explain(error)[1])


def _tell(progress: Progress, outcome: Done[R] | Lost) -> None:
    if isinstance(outcome, Lost):
        progress.failed(outcome.account, outcome.reason)
    else:
        progress.done(outcome.account)


def _outcome(future: Future[Done[R] | Lost] | None, account: Account) -> Done[R] | Lost:
    if future is not None and future.done() and not future.cancelled():
        return future.result()
    return Lost(account, INTERRUPTED)
