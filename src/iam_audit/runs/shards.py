"""One account's result as a file: a line that says what is in it, then its parts, compressed one by one."""

import zlib
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

import msgspec

from iam_audit.errors import InputError
from iam_audit.files import write_bytes
from iam_audit.model import (
    Account,
    AccountResult,
    AccountStatus,
    AlternateContact,
    Bearer,
    CheckCount,
    Finding,
    Gap,
    KeyRow,
    Lazy,
    OtherCredential,
    Principal,
    WaiverUse,
)
from iam_audit.model.wire import decoder, encode

VERSION = 2
"""Raised whenever an older reader would misunderstand the file."""
QUICKLY = 1
"""Findings repeat themselves so much that little effort makes them ten times smaller."""
PARTS = MappingProxyType(
    {
        "keys": KeyRow,
        "findings": Finding,
        "counts": CheckCount,
        "gaps": Gap,
        "principals": Principal,
        "others": OtherCredential,
        "waivers": WaiverUse,
        "bearers": Bearer,
        "contacts": AlternateContact,
        "units": str,
    }
)


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """The first line."""

    version: int
    read_at: datetime
    """When the account was read; never later than that."""
    account: Account
    status: AccountStatus
    reason: str | None
    credential_report_generated_at: datetime | None
    lengths: dict[str, int]
    """How many there are in each part."""
    sizes: dict[str, int]
    """How many bytes each part takes."""


def write_shard(path: Path, result: AccountResult, at: datetime, *, durable: bool = True) -> None:
    """Write the result of one account. Raises OutputError."""
    held = {part: tuple(getattr(result, part)) for part in PARTS}
    packed = {part: zlib.compress(encode(value), QUICKLY) for part, value in held.items()}
    head = Head(
        version=VERSION,
        read_at=at,
        account=result.account,
        status=result.status,
        reason=result.reason,
        credential_report_generated_at=result.credential_report_generated_at,
        lengths={part: len(value) for part, value in held.items()},
        sizes={part: len(value) for part, value in packed.items()},
    )
    write_bytes(path, b"".join((msgspec.json.encode(head), b"\n", *packed.values())), durable=durable)


def read_shard(path: Path) -> AccountResult:
    """Return the result of one account, whose parts are read when they are looked at. Raises InputError."""
    head, begin = _head(path)
    lazy: dict[str, Any] = {}
    for part in PARTS:
        make = partial(_part, path, part, begin, head.sizes[part])
        lazy[part] = Lazy(make, head.lengths[part])
        begin += head.sizes[part]
    return AccountResult(
        account=head.account,
        status=head.status,
        reason=head.reason,
        credential_report_generated_at=head.credential_report_generated_at,
        **lazy,
    )


def whole(path: Path) -> AccountResult:
    """Return the result after reading all of it once. Raises InputError when anything is damaged or gone."""
    result = read_shard(path)
    for part in PARTS:
        held = getattr(result, part)
        if sum(1 for _ in held) != len(held):
            raise InputError(_damaged(path))
    return result


def read_at(path: Path) -> datetime:
    """Return when the account was read. Raises InputError."""
    return _head(path)[0].read_at


def _head(path: Path) -> tuple[Head, int]:
    try:
        with path.open("rb") as file:
            line = file.readline()
        head = msgspec.json.decode(line, type=Head)
    except (OSError, msgspec.DecodeError, UnicodeError) as error:
        raise InputError(_damaged(path)) from error
    if head.version != VERSION or not head.sizes.keys() == head.lengths.keys() == PARTS.keys():
        raise InputError(_damaged(path))
    return head, len(line)


def _part(path: Path, part: str, begin: int, size: int) -> Iterator[Any]:
    try:
        with path.open("rb") as file:
            file.seek(begin)
            packed = file.read(size)
        return iter(_decoder(part).decode(zlib.decompress(packed)))
    except (OSError, zlib.error, msgspec.DecodeError, UnicodeError) as error:
        raise InputError(_damaged(path)) from error


def _decoder(part: str) -> msgspec.json.Decoder[tuple[Any, ...]]:
    kind: Any = PARTS[part]
    return decoder(tuple[kind, ...])


def _damaged(path: Path) -> str:
    return f"{path} is damaged or gone; resume the run to read the account again."
