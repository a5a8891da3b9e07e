"""How AWS is asked: page after page, several calls at once, and what a refusal becomes."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec

from iam_audit.aws import explain
from iam_audit.collect.base import Answer
from iam_audit.errors import InputError, NotReadError

T = TypeVar("T")
U = TypeVar("U")

PAGE = 1000
"""The most that IAM puts in one page."""


@dataclass(frozen=True)
class Refusal:
    """AWS did not answer, or not so that it can be understood."""

    code: str
    reason: str


def attempt(ask: Callable[[], T]) -> T | Refusal:
    """Ask, and turn any failure that comes from AWS or the way there into a refusal."""
    try:
        return ask()
    except (InputError, NotReadError) as error:
        return Refusal("", str(error))
    except aws_errors() as error:
        return Refusal(*explain(error))


def aws_errors() -> tuple[type[Exception], ...]:
    """Return what botocore raises, and what it lets through: ValueError is how it takes a garbled date.

    Imported here so that an audit of saved files needs no AWS SDK.
    """
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415
    from botocore.parsers import ResponseParserError  # noqa: PLC0415
    from urllib3.exceptions import HTTPError  # noqa: PLC0415

    from iam_audit.aws.patience import MalformedAnswerError  # noqa: PLC0415

    return (
        BotoCoreError,
        ClientError,
        ResponseParserError,
        MalformedAnswerError,
        HTTPError,
        OSError,
        ValueError,
    )


def error_code(error: Exception) -> str:
    """Return the AWS error code of a botocore ClientError; empty for anything else."""
    response = getattr(error, "response", None) or {}
    return str(response.get("Error", {}).get("Code", ""))


def unless_absent(ask: Callable[[], T], *codes: str) -> T | None:
    """Ask for something that may not exist: NoSuchEntity, or one of `codes`, is then an answer and no failure."""
    try:
        return ask()
    except aws_errors() as error:
        if error_code(error) in (codes or ("NoSuchEntity",)):
            return None
        raise


def pages(call: Callable[..., Any], **parameters: object) -> Iterator[dict[str, Any]]:
    """Yield the pages of an IAM list call.

    By hand and not by botocore's paginators, which some calls lack, and which take a cut-off last page for
    the end.
    """
    marker: dict[str, str] = {}
    while True:
        page = call(**parameters, **marker)
        yield page
        if not page.get("IsTruncated"):
            return
        following = {"Marker": page.get("Marker")}
        if not following["Marker"] or following == marker:
            raise InputError("AWS says that there is another page but not where it begins; try again.")
        marker = following


def listed(call: Callable[..., Any], key: str, **parameters: object) -> list[Answer]:
    """Return all entries of an IAM list call as plain JSON."""
    return [plain(entry) for page in pages(call, **parameters) for entry in field(page, key)]


def listed_by_token(
    call: Callable[..., Any], key: str, *, following: str = "NextToken", **parameters: object
) -> list[Answer]:
    """Return all entries of a list call of another service, which point on with a token.

    Some spell it `nextToken`.
    """
    found: list[Answer] = []
    more: dict[str, str] = {}
    while True:
        page = call(**parameters, **more)
        found += [plain(entry) for entry in field(page, key)]
        if not page.get(following):
            return found
        more = {following: page[following]}


def field(response: dict[str, Any], key: str) -> Answer:
    """Take one field of a response. One that is not there is a broken answer, not an empty one."""
    if key not in response:
        raise InputError(f"the answer of AWS has no {key}; try again.")
    return response[key]


def plain(value: object) -> Answer:
    """Turn what botocore returns into JSON values: dates become ISO 8601 text."""
    return msgspec.to_builtins(value)


@contextmanager
def crew(workers: int) -> Iterator[ThreadPoolExecutor]:
    """Keep a bounded number of threads.

    When Ctrl-C is pressed, what has not begun never does and nobody waits.
    """
    pool = ThreadPoolExecutor(max_workers=max(1, workers), thread_name_prefix="collect")
    try:
        yield pool
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()


def ask_all(
    pool: ThreadPoolExecutor, ask: Callable[[U], T], items: Iterable[U]
) -> list[tuple[U, T | Refusal]]:
    """Ask about each of the items at once; the answers come in the order of the items."""
    waiting = [(item, pool.submit(attempt, lambda item=item: ask(item))) for item in items]
    return [(item, future.result()) for item, future in waiting]
