"""Reads what came from outside into a known shape, or says in one line what is wrong with it."""

import codecs
from datetime import datetime
from typing import Annotated, TypeAlias, TypeVar

import msgspec

from iam_audit.errors import InputError

T = TypeVar("T")

Moment: TypeAlias = Annotated[datetime, msgspec.Meta(tz=True)]
"""A time with its zone; AWS always gives one."""

TOO_DEEP = "nested too deeply to be an answer of AWS."

WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read_shape(answer: object, shape: type[T], where: str) -> T:
    """Turn plain JSON into `shape`, refusing missing fields and wrong types."""
    try:
        return msgspec.convert(answer, shape)
    except msgspec.ValidationError as error:
        raise InputError(f"{where}: {error}.") from error


def read_json(text: str, where: str) -> object:
    """Parse JSON text."""
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError as error:
        raise InputError(f"{where}: {_not_json(error)}") from error
    except RecursionError as error:
        raise InputError(f"{where}: {TOO_DEEP}") from error


def read_typed(text: str, shape: type[T], where: str) -> T:
    """Parse JSON text straight into `shape`: what is not in it is never in memory."""
    try:
        return msgspec.json.decode(text, type=shape)
    except msgspec.ValidationError as error:
        raise InputError(f"{where}: {error}.") from error
    except msgspec.DecodeError as error:
        raise InputError(f"{where}: {_not_json(error)}") from error
    except RecursionError as error:
        raise InputError(f"{where}: {TOO_DEEP}") from error


def read_text(data: bytes, where: str) -> str:
    """Decode a file: UTF-8, or UTF-16 when it says so, as files written by Windows PowerShell do."""
    try:
        text = data.decode("utf-16" if data.startswith(WIDE_MARKS) else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{where}: not UTF-8 (byte {error.start}).") from error
    if "\0" in text:
        raise InputError(f"{where}: holds NUL characters, so it is not UTF-8.")
    return text


def _not_json(error: msgspec.DecodeError) -> str:
    return f"not valid JSON ({error})."


def require_whole(answer: object, where: str) -> None:
    """Refuse an answer that was cut off after a page: what is missing would look like nothing."""
    if isinstance(answer, dict) and (answer.get("IsTruncated") or answer.get("NextToken")):
        raise InputError(
            f"{where}: only the first page of the answer. Ask again without --max-items and --no-paginate."
        )
