"""Asks for what holds a secret, so that neither a log nor the memory of an error keeps any of it."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import TypeVar

from iam_audit.aws import as_ours
from iam_audit.errors import IamAuditError

T = TypeVar("T")

LOST = frozenset(
    {
        "ConnectionClosedError",
        "HTTPClientError",
        "MalformedAnswerError",
        "ReadTimeoutError",
        "ResponseParserError",
    }
)
_LOCK = Lock()
_depth = 0
_before = logging.NOTSET


@contextmanager
def hushed() -> Iterator[None]:
    """Let nobody log what is sent and answered meanwhile: the SDK does on its debug level, bodies and all."""
    global _depth, _before  # noqa: PLW0603 - how much is logged is one thing for the whole program
    with _LOCK:
        if _depth == 0:
            _before = logging.root.manager.disable
            logging.disable(max(_before, logging.DEBUG))
        _depth += 1
    try:
        yield
    finally:
        with _LOCK:
            _depth -= 1
            if _depth == 0:
                logging.disable(_before)


def asked(ask: Callable[[], T]) -> T:
    """Ask, and raise an error of ours if that fails.

    It is raised outside of the handling of the other error: that one still holds the request, which no reporter of
    crashes should find by following `__context__`.
    """
    answer = told(ask)
    if isinstance(answer, Untold):
        raise answer.error
    return answer


class Untold:
    """There was no answer, or none that helps."""

    def __init__(self, error: IamAuditError, code: str = "", *, lost: bool = False) -> None:
        self.error = error
        self.code = code
        """AWS's code; empty where there is none."""
        self.lost = lost
        """Whether it may have been done all the same: the answer got lost on its way."""


def told(ask: Callable[[], T]) -> T | Untold:
    """Ask, and return why there is no answer where there is none."""
    try:
        with hushed():
            return ask()
    except Exception as error:  # noqa: BLE001 - whatever it is, it must not get further with what it holds
        ours = as_ours(error)
        return Untold(type(ours)(str(ours)), _code(error), lost=_lost(error))


def _code(error: Exception) -> str:
    response = getattr(error, "response", None)
    return str(response.get("Error", {}).get("Code", "")) if isinstance(response, dict) else ""


def _lost(error: Exception) -> bool:
    """Whether the request may have arrived. Errors of the SDK are told by name, so that it need not be there."""
    response = getattr(error, "response", None)
    if isinstance(response, dict):
        return int(response.get("ResponseMetadata", {}).get("HTTPStatusCode") or 0) >= 500
    return bool(getattr(error, "lost", False)) or any(one.__name__ in LOST for one in type(error).__mro__)
