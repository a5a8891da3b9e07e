"""One reading of one account: the deadline, the breakers, the counts and the pace that its calls share."""

from collections.abc import Callable
from contextvars import ContextVar
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

from iam_audit.aws.breaker import Breaker
from iam_audit.aws.faults import explain
from iam_audit.aws.retrying import ATTEMPTS_TO_READ, Failure, failure, pause
from iam_audit.errors import AccountError, NotReadError

if TYPE_CHECKING:
    from botocore.credentials import RefreshableCredentials

    from iam_audit.aws.limiter import Limiter
    from iam_audit.aws.run import Run

T = TypeVar("T")

CURRENT: ContextVar["Visit"] = ContextVar("CURRENT")
"""The visit that the call under way in this thread belongs to. The SDK's clients are shared by all accounts, so
this is how a request finds the credentials it is signed with."""


class Visit:
    """Makes the calls of one reading of one account; many threads may call at once."""

    def __init__(
        self,
        run: "Run",
        account_id: str = "",
        credentials: "RefreshableCredentials | None" = None,
        timeout: float | None = None,
    ) -> None:
        self.credentials = credentials
        self._run = run
        self._account_id = account_id
        self._timeout = timeout
        self._ends: float | None = None
        self._lock = Lock()
        self._services: dict[str, tuple[Limiter, Breaker]] = {}
        self._tally = run.tallies.new(account_id)

    def call(self, service: str, send: Callable[[], T], attempts: int) -> T:
        """Send a call at the pace of its service, again if need be.

        Raises the last error, NotReadError once the time is up or where nobody answers any more, and
        AccountError after an interruption.
        """
        limiter, breaker = self._service(service)
        if breaker.refuses(self._run.tick()):
            raise NotReadError(f"{service} does not answer, so it is not asked any more: {breaker.reason}")
        tried = 0
        while True:
            tried += 1
            sent_at = limiter.wait(self._sleep)
            try:
                answer = self._send(send)
            except Exception as error:
                how = failure(error)
                self._note(how, limiter, breaker, sent_at)
                if tried >= _most(how, attempts):
                    self._give_up(error, how, breaker, tried)
                    raise
                self._sleep(pause(tried))
                self._tally.retried()
            else:
                limiter.answered()
                breaker.answered()
                return answer

    def sending(self, operation: str) -> None:
        """Count a request that is about to leave. Raises AccountError after an interruption."""
        self._refuse_if_over()
        self._run.calls.count(operation)
        self._tally.sent(self._run.tick())

    def _send(self, send: Callable[[], T]) -> T:
        self._refuse_if_over()
        before = CURRENT.set(self)
        try:
            return send()
        finally:
            CURRENT.reset(before)
            self._tally.answered(self._run.tick())

    def _service(self, service: str) -> "tuple[Limiter, Breaker]":
        known = self._services.get(service)
        if known is None:
            with self._lock:
                limiter = self._run.limiters.of(self._account_id, service)
                known = self._services.setdefault(service, (limiter, Breaker()))
        return known

    def _note(self, how: Failure, limiter: "Limiter", breaker: Breaker, sent_at: float) -> None:
        if how is Failure.THROTTLED:
            self._tally.throttled()
            limiter.throttled(sent_at)
        elif how is Failure.ANSWERED:
            limiter.answered()
        if how in (Failure.THROTTLED, Failure.ANSWERED):
            breaker.answered()

    def _give_up(self, error: Exception, how: Failure, breaker: Breaker, tried: int) -> None:
        response: dict[str, Any] = getattr(error, "response", None) or {}
        response.setdefault("ResponseMetadata", {})["RetryAttempts"] = tried - 1
        if how in (Failure.LOST, Failure.UNREADABLE):
            breaker.failed(self._run.tick(), explain(error)[1])
        if how in (Failure.LOST, Failure.UNREADABLE, Failure.THROTTLED):
            self._tally.failed()

    def _sleep(self, seconds: float) -> None:
        """Wait, but not past an interruption or the deadline."""
        ends = self._deadline()
        if ends is not None and self._run.tick() + seconds >= ends:
            raise self._too_long()
        self._run.stopped.wait(seconds)
        self._refuse_if_over()

    def _refuse_if_over(self) -> None:
        if self._run.stopped.is_set():
            raise AccountError("interrupted")
        ends = self._deadline()
        if ends is not None and self._run.tick() >= ends:
            raise self._too_long()

    def _deadline(self) -> float | None:
        """The time runs from the first call on."""
        if self._timeout is None:
            return None
        if self._ends is None:
            self._ends = self._run.tick() + self._timeout
        return self._ends

    def _too_long(self) -> NotReadError:
        return NotReadError(
            f"the account was not read within {self._timeout:g} seconds, and what was left was not asked: "
            "allow more time with --account-timeout"
        )


def _most(how: Failure, attempts: int) -> int:
    match how:
        case Failure.THROTTLED | Failure.LOST:
            return attempts
        case Failure.UNREADABLE:
            return min(attempts, ATTEMPTS_TO_READ)
        case _:
            return 1
