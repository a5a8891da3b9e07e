"""One audit on several machines: what is kept of it, and under which names.

runs/<run id>/plan.json                        what the audit is about, and its moment
runs/<run id>/batches.json                     the batches, for Step Functions to read
runs/<run id>/shared.json.gz                   answers that hold for every account
runs/<run id>/accounts/<account id>.json.gz    the result of one account
runs/<run id>/neighbours/<account id>.<kind>   what an account means for the others, until all are known
runs/<run id>/trouble/<account id>.json        why an account was not finished the last time
runs/<run id>/report/<file>                    the reports
tables/<table>/run_date=<day>/<run id>-<part>.parquet
"""

import gzip
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any, TypeVar

import msgspec

from iam_audit.errors import InputError
from iam_audit.model import AccountResult
from iam_audit.model.wire import decoder, encode
from iam_audit.shards.store import Store, Trouble

T = TypeVar("T")

VERSION = 1
"""Raised whenever an older reader would misunderstand the shards."""
AT_ONCE = 16
"""How many shards are read at the same time."""
JSON = "application/json"
GZIP = "application/gzip"


class Versioned(msgspec.Struct, frozen=True, kw_only=True):
    """The part of a shard that every version shares."""

    shard_version: int


class Shard(Versioned, frozen=True, kw_only=True):
    """The result of one account, as it is kept."""

    result: AccountResult


class Run:
    """One audit. What is put twice is there once: a worker that is run again does no harm."""

    def __init__(self, store: Store, run_id: str) -> None:
        self.id = run_id
        self._store = store
        self._home = f"runs/{run_id}/"

    @property
    def batches(self) -> str:
        """The name of the list of batches."""
        return f"{self._home}batches.json"

    def save(self, name: str, value: msgspec.Struct | tuple[msgspec.Struct, ...]) -> None:
        """Keep the plan, or another thing that the run has one of. Raises OutputError."""
        self._store.put(f"{self._home}{name}", msgspec.json.encode(value), JSON)

    def load(self, name: str, kind: type[T]) -> T | None:
        """Return a thing that was saved; None where it was not. Raises InputError."""
        data = self._store.get(f"{self._home}{name}")
        return None if data is None else self._read(data, kind, name)

    def save_shared(self, answers: Mapping[str, Any]) -> None:
        """Keep AWS's answers that hold for every account. Raises OutputError."""
        self._store.put(f"{self._home}shared.json.gz", _packed(answers), GZIP)

    def load_shared(self) -> Mapping[str, Any]:
        """Return AWS's answers that hold for every account. Raises InputError."""
        data = self._store.get(f"{self._home}shared.json.gz")
        return {} if data is None else self._unpacked(data, dict[str, Any], "shared.json.gz")

    def save_account(self, result: AccountResult) -> None:
        """Keep the result of an account. Raises OutputError."""
        self._store.put(
            self._account(result.account.id), _packed(Shard(shard_version=VERSION, result=result)), GZIP
        )

    def load_accounts(self, account_ids: Iterable[str]) -> tuple[AccountResult, ...]:
        """Return the results there are of these accounts, in their order. Raises InputError."""
        with ThreadPoolExecutor(max_workers=AT_ONCE, thread_name_prefix="shard") as pool:
            found = pool.map(self._load_account, account_ids)
            return tuple(one for one in found if one)

    def save_neighbour(self, name: str, data: bytes) -> None:
        """Keep what an account means for the others. Raises OutputError."""
        self._store.put(f"{self._home}neighbours/{name}.gz", gzip.compress(data, mtime=0), GZIP)

    def load_neighbour(self, name: str) -> bytes | None:
        """Return what was kept of an account; None where nothing was. Raises InputError."""
        data = self._store.get(f"{self._home}neighbours/{name}.gz")
        try:
            return None if data is None else gzip.decompress(data)
        except (OSError, EOFError) as error:
            raise self._broken(name, error) from error

    def save_trouble(self, trouble: Trouble) -> None:
        """Note why an account was not finished. Raises OutputError."""
        self._store.put(f"{self._home}trouble/{trouble.account_id}.json", msgspec.json.encode(trouble), JSON)

    def load_trouble(self, account_id: str) -> Trouble | None:
        """Return why an account was not finished, where it was noted. Raises InputError."""
        return self.load(f"trouble/{account_id}.json", Trouble)

    def save_report(self, filename: str, text: str, media_type: str) -> str:
        """Keep a report and return its name. Raises OutputError."""
        name = f"{self._home}report/{filename}"
        self._store.put(name, text.encode(), media_type)
        return name

    def save_table(self, table: str, moment: datetime, part: str, data: bytes) -> str:
        """Keep a part of a table, below the day of the audit, and return its name. Raises OutputError."""
        day = moment.astimezone(UTC).date().isoformat()
        name = f"tables/{table}/run_date={day}/{self.id}-{part}.parquet"
        self._store.put(name, data, "application/vnd.apache.parquet")
        return name

    def _account(self, account_id: str) -> str:
        return f"{self._home}accounts/{account_id}.json.gz"

    def _load_account(self, account_id: str) -> AccountResult | None:
        data = self._store.get(self._account(account_id))
        if data is None:
            return None
        version = self._unpacked(data, Versioned, account_id).shard_version
        if version != VERSION:
            raise InputError(
                f"{account_id} of the run {self.id} has a shard of version {version}, and this iam-audit reads "
                f"version {VERSION}: start a new run."
            )
        return self._unpacked(data, Shard, account_id).result.pinned

    def _unpacked(self, data: bytes, kind: type[T], name: str) -> T:
        try:
            return self._read(gzip.decompress(data), kind, name)
        except (OSError, EOFError) as error:
            raise self._broken(name, error) from error

    def _read(self, data: bytes, kind: type[T], name: str) -> T:
        try:
            return decoder(kind).decode(data)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise self._broken(name, error) from error

    def _broken(self, name: str, error: Exception) -> InputError:
        return InputError(
            f"{name} of the run {self.id} cannot be read: {error}. It was written by another version of "
            "iam-audit, or by something else: start a new run."
        )


def _packed(value: object) -> bytes:
    return gzip.compress(encode(value), compresslevel=6, mtime=0)
