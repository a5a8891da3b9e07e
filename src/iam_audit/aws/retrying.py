"""Which failures are worth another try, and after how long."""

from enum import Enum
from random import SystemRandom

from botocore.exceptions import ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as NoConnectionError
from botocore.parsers import ResponseParserError
from urllib3.exceptions import HTTPError

from iam_audit.aws.faults import THROTTLED
from iam_audit.aws.patience import MalformedAnswerError

BASE = 0.25
"""Seconds: the longest first pause; each further one may be twice as long."""
LONGEST = 10.0
ATTEMPTS_TO_READ = 4
"""An answer that cannot be read is asked for less often: a proxy's login page does not go away."""

BUSY = frozenset(
    {
        "IDPCommunicationError",
        "InternalError",
        "InternalFailure",
        "PriorRequestNotComplete",
        "RequestTimeout",
        "RequestTimeoutException",
        "ServiceFailure",
        "ServiceUnavailable",
        "ServiceUnavailableException",
    }
)

RANDOM = SystemRandom()


class Failure(Enum):
    """How a call failed."""

    THROTTLED = "throttled"
    """AWS wants fewer calls."""
    LOST = "lost"
    """There was no answer, or AWS broke down over it."""
    UNREADABLE = "unreadable"
    """The answer was cut off, or is not AWS's."""
    ANSWERED = "answered"
    """AWS said no: asking again would not help."""
    OURS = "ours"
    """Nothing was sent."""


def failure(error: Exception) -> Failure:
    """Return how a call failed."""
    if isinstance(error, ClientError):
        return _refusal(error)
    if isinstance(error, MalformedAnswerError | ResponseParserError):
        return Failure.UNREADABLE
    if isinstance(error, NoConnectionError | HTTPClientError | HTTPError):
        return Failure.LOST
    return Failure.OURS


def pause(failures: int) -> float:
    """Return how long to wait after so many failures.

    Anything from nothing to the longest, so that callers who failed together do not come back together.
    """
    return RANDOM.uniform(0, min(LONGEST, BASE * 2 ** (failures - 1)))


def _refusal(error: ClientError) -> Failure:
    code = error.response.get("Error", {}).get("Code", "")
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    if code in THROTTLED or status == 429:
        return Failure.THROTTLED
    return Failure.LOST if code in BUSY or status >= 500 else Failure.ANSWERED
