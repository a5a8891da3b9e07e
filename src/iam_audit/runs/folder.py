"""A run's folder: what was asked for, a lock, and a file for every account that was read."""

import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from iam_audit.errors import InputError, OutputError, UsageError
from iam_audit.files import unwritable, write_bytes
from iam_audit.model import Account, AccountResult, Waiver
from iam_audit.runs.lock import Lock, taken
from iam_audit.runs.shards import read_at, whole, write_shard
from iam_audit.runs.shelf import DiskShelf
from iam_audit.settings import Settings, nearest

MANIFEST = "run.json"
LISTED = "accounts.json"
LOCK = "lock"
ACCOUNTS = "accounts"
SHARD = ".shard"
VERSION = 1
ID = re.compile(r"[A-Za-z0-9][\w.-]*", re.ASCII)
LAST = "last"
"""Stands for the run that was begun last."""


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a run was asked for; it holds for all of it, however often it is resumed."""

    version: int = VERSION
    id: str
    mark: str = ""
    """What AWS is told of the run, and what its id ends in."""
    began_at: datetime
    now: datetime
    """The moment that accounts are judged as of."""
    tool_version: str
    asked: dict[str, Any]
    """Where to audit, as the door was told."""
    settings: Settings
    waivers: tuple[Waiver, ...] = ()
    words: str = ""
    """The same, for a person."""


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """The accounts that there were when the run began, and whose credentials saw them."""

    caller: str
    accounts: tuple[Account, ...]


class Run:
    """A run that this process has for itself."""

    def __init__(self, folder: Path, manifest: Manifest, lock: Lock) -> None:
        self.folder = folder
        self.manifest = manifest
        self._lock = lock
        self._removed = False

    @property
    def id(self) -> str:
        """What it is resumed by."""
        return self.manifest.id

    def put(self, result: AccountResult, at: datetime) -> None:
        """Keep the result of an account that was read at that moment. Raises OutputError.

        What is still under way when the run is removed, after a second Ctrl-C, does not bring its folder back.
        """
        write_shard(self._path(result.account.id), result, at)
        if self._removed:
            shutil.rmtree(self.folder, ignore_errors=True)

    def held(self, account_id: str) -> tuple[AccountResult, datetime] | None:
        """Return what is kept of an account, and when it was read; None when that is nothing, or damaged."""
        path = self._path(account_id)
        try:
            return whole(path), read_at(path)
        except InputError:
            return None

    def listed(self) -> Listed | None:
        """Return the accounts that there were when the run began; None when it did not get so far."""
        try:
            return msgspec.json.decode((self.folder / LISTED).read_bytes(), type=Listed)
        except (OSError, msgspec.DecodeError, UnicodeError):
            return None

    def list(self, listed: Listed) -> None:
        """Note which accounts there are. Raises OutputError."""
        write_bytes(self.folder / LISTED, msgspec.json.encode(listed), durable=True)

    def shelf(self, account_ids: Sequence[str], others: Mapping[str, AccountResult]) -> DiskShelf:
        """Return these accounts, ordered by id: those in `others` as they are there, the rest as kept."""
        places = [others.get(one) or self._path(one) for one in sorted({*account_ids, *others})]
        return DiskShelf(self.folder, places)

    @property
    def kept(self) -> int:
        """How many accounts are kept."""
        return count(self.folder)

    def leave(self) -> None:
        """Let others work on it."""
        self._lock.free()

    def remove(self) -> None:
        """Throw it away."""
        self._removed = True
        shutil.rmtree(self.folder, ignore_errors=True)
        self._lock.free()

    def _path(self, account_id: str) -> Path:
        return self.folder / ACCOUNTS / f"{account_id}{SHARD}"


def new_id(at: datetime, mark: str) -> str:
    """Return an id that sorts by time."""
    return f"{at:%Y%m%d-%H%M%S}-{mark}"


def begin(root: Path, manifest: Manifest) -> Run:
    """Make the folder of a run, which only its owner can look into. Raises OutputError."""
    folder = root / manifest.id
    try:
        root.mkdir(parents=True, exist_ok=True, mode=0o700)
        folder.mkdir(mode=0o700)
        (folder / ACCOUNTS).mkdir(mode=0o700)
    except OSError as error:
        raise unwritable(folder, error) from error
    lock = taken(folder / LOCK, f"Run {manifest.id}")
    write_bytes(folder / MANIFEST, msgspec.json.format(msgspec.json.encode(manifest), indent=2), durable=True)
    return Run(folder, manifest, lock)


def resume(root: Path, run_id: str, tool_version: str) -> Run:
    """Open a run again. Raises UsageError when there is none, or it cannot be gone on with."""
    if run_id == LAST:
        run_id = next((one.id for one in known(root)), LAST)
    folder = root / run_id
    if not ID.fullmatch(run_id) or not (folder / MANIFEST).is_file():
        raise UsageError(_no_such(root, run_id))
    lock = taken(folder / LOCK, f"Run {run_id}")
    try:
        return Run(folder, _manifest(folder, tool_version), lock)
    except UsageError:
        lock.free()
        raise


def count(folder: Path) -> int:
    """Return how many accounts are kept in the folder of a run."""
    return sum(1 for _ in (folder / ACCOUNTS).glob(f"*{SHARD}"))


def known(root: Path) -> tuple[Manifest, ...]:
    """Return the runs there are, the last one first; what cannot be read is none."""
    found = [one for one in _manifests(root) if one]
    return tuple(sorted(found, key=lambda one: (one.began_at, one.id), reverse=True))


def clean(root: Path, before: datetime) -> None:
    """Remove the runs that began before that moment and that nobody works on; those of others stay."""
    for one in known(root):
        lock = Lock(root / one.id / LOCK)
        if one.began_at < before and _free(lock):
            shutil.rmtree(root / one.id, ignore_errors=True)
            lock.free()


def _free(lock: Lock) -> bool:
    try:
        return lock.take()
    except OutputError:
        return False


def _manifests(root: Path) -> Iterator[Manifest | None]:
    for path in root.glob(f"*/{MANIFEST}"):
        try:
            yield _told(path.parent)
        except (OSError, msgspec.DecodeError, UnicodeError):
            yield None


def _told(folder: Path) -> Manifest:
    """Read a manifest. The name of the folder is the id: what the file says may lead elsewhere."""
    manifest = msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
    return msgspec.structs.replace(manifest, id=folder.name)


def _manifest(folder: Path, tool_version: str) -> Manifest:
    try:
        manifest = _told(folder)
    except (OSError, msgspec.DecodeError, UnicodeError) as error:
        raise UsageError(
            f"{folder / MANIFEST} is damaged, so the run cannot be resumed; begin anew."
        ) from error
    if manifest.version != VERSION or manifest.tool_version != tool_version:
        raise UsageError(
            f"Run {manifest.id} was begun with iam-audit {manifest.tool_version}, and this is {tool_version}, which"
            " may judge otherwise: finish it with that one, or begin anew."
        )
    return manifest


def _no_such(root: Path, run_id: str) -> str:
    ids = [one.id for one in known(root)]
    rest = nearest(run_id, ids) or (f" The last one is {ids[0]}." if ids else " There is none.")
    return f"There is no run '{run_id}' in {root}.{rest} See: iam-audit audit --list-runs"
