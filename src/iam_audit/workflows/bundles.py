"""A folder of offline bundles: which accounts could not be saved in it, and which cannot be read back."""

import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import msgspec

from iam_audit.collect.bundle import read_bundles
from iam_audit.errors import InputError, OutputError
from iam_audit.files import write_text
from iam_audit.model import Account, Snapshot
from iam_audit.workflows.parallel import Lost

ABSENT = "not-collected.json"
"""Accounts that a run wanted and could not read; without it later audits would not miss them."""
ACCOUNT_ID = re.compile(r"[0-9]{12}")


class Absentee(msgspec.Struct, frozen=True, kw_only=True):
    """An entry of `not-collected.json`."""

    account: Account
    reason: str


def write_absentees(folder: Path, lost: Sequence[Lost]) -> None:
    """Note in the folder which accounts are not in it. Raises OutputError."""
    try:
        (folder / ABSENT).unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(
            f"{folder} could not be written: {error.strerror}. Choose another place."
        ) from error
    if lost:
        absentees = [Absentee(account=one.account, reason=one.reason) for one in lost]
        text = msgspec.json.format(msgspec.json.encode(absentees), indent=2).decode()
        write_text(folder / ABSENT, text + "\n")


def read_folder(folder: Path, now: datetime) -> tuple[tuple[Snapshot, ...], tuple[Lost, ...]]:
    """Return the accounts that could be read, and those that could not.

    A broken bundle must be in a folder named by the account's id to be told apart. `now` is the time
    of collection where a bundle does not tell. Raises InputError when nothing could be read.
    """
    absent = _absentees(folder)
    snapshots, broken = _bundles(folder, now)
    there = {one.account.id for one in snapshots} | {one.account.id for one in broken}
    return snapshots, (*broken, *(one for one in absent if one.account.id not in there))


def _absentees(folder: Path) -> list[Lost]:
    path = folder / ABSENT
    if not path.exists():
        return []
    try:
        found = msgspec.json.decode(path.read_bytes(), type=tuple[Absentee, ...])
    except (msgspec.MsgspecError, UnicodeDecodeError, OSError) as error:
        raise InputError(f"{path} cannot be read: {error}. Collect the accounts again.") from error
    return [Lost(one.account, one.reason) for one in found]


def _bundles(folder: Path, now: datetime) -> tuple[tuple[Snapshot, ...], tuple[Lost, ...]]:
    try:
        return read_bundles(folder, now), ()
    except InputError:
        homes = sorted(one for one in folder.glob("[!.]*/") if one.is_dir())
        if len(homes) < 2:
            raise
        read = [_bundle(home, now) for home in homes]
        snapshots = tuple(one for one in read if isinstance(one, Snapshot))
        broken = tuple(one for one in read if isinstance(one, Lost))
        if not snapshots or len({one.account.id for one in read}) < len(read):
            raise
        return snapshots, broken


def _bundle(home: Path, now: datetime) -> Snapshot | Lost:
    try:
        snapshots = read_bundles(home, now)
    except InputError as error:
        if not ACCOUNT_ID.fullmatch(home.name):
            raise
        return Lost(Account(id=home.name), str(error))
    if len(snapshots) > 1:
        raise InputError(f"{home} holds several accounts: give that folder by itself.")
    return snapshots[0]
