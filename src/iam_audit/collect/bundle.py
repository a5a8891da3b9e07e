"""The offline bundle: a folder of raw AWS answers, one file each, that anyone can make with the AWS CLI."""

import base64
import binascii
import tempfile
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

import msgspec

from iam_audit.collect.account import Collected
from iam_audit.collect.assemble import assemble
from iam_audit.collect.authorization_details import AuthorizationDetails
from iam_audit.collect.base import Answer, Unread
from iam_audit.collect.bundle_layout import (
    ACCOUNT,
    ADVICE,
    GAPS,
    ID,
    REPORT_TIME,
    SNAPSHOT,
    WITH_USERS,
    AccountFile,
    ReportFile,
    answer_files,
)
from iam_audit.collect.credential_report import CredentialReport
from iam_audit.collect.password_policy import AccountPasswordPolicy
from iam_audit.collect.readings import Readings, parse_answers
from iam_audit.collect.report_cells import read_account
from iam_audit.collect.shapes import read_json, read_shape, read_text
from iam_audit.collect.users import Users
from iam_audit.errors import InputError, OutputError
from iam_audit.files import write_text
from iam_audit.model import Account, Snapshot
from iam_audit.snapshots import load_snapshot, save_snapshot

T = TypeVar("T")


def write_bundle(folder: Path, collected: Collected) -> None:
    """Write one account into a folder named by its id, the snapshot beside the answers. Raises OutputError.

    Everything is written beside the old bundle first and then moved into its place: an old answer next to a
    new list of gaps would tell lies. Files that are not ours stay.
    """
    home = folder / collected.snapshot.account.id
    try:
        home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=f".{home.name}.") as stage:
            for name, text in _texts(collected).items():
                write_text(Path(stage, name), text)
            save_snapshot(collected.snapshot, Path(stage, SNAPSHOT))
            _move_in(Path(stage), home)
    except OSError as error:
        raise OutputError(
            f"{home} could not be written: {error.strerror or error}. Choose another place."
        ) from error


def read_bundles(folder: Path, now: datetime) -> tuple[Snapshot, ...]:
    """Read a folder that is one account's bundle, or holds one folder per account. Raises InputError.

    `now` is taken for the time of collection where the bundle does not tell.
    """
    homes = _homes(folder)
    if not homes:
        raise InputError(f"{folder}: no {CredentialReport.file} here, nor in a folder inside. {ADVICE}")
    snapshots = sorted((_read_bundle(home, now) for home in homes), key=lambda one: one.account.id)
    for one, other in pairwise(snapshots):
        if one.account.id == other.account.id:
            raise InputError(f"{folder}: two folders hold account {one.account.id}. Keep one of them.")
    return tuple(snapshots)


def _move_in(stage: Path, home: Path) -> None:
    for name in {*answer_files(), REPORT_TIME, ACCOUNT, GAPS, SNAPSHOT}:
        (home / name).unlink(missing_ok=True)
    for made in stage.iterdir():
        made.replace(home / made.name)


def _texts(collected: Collected) -> dict[str, str]:
    account = collected.snapshot.account
    described = AccountFile(
        id=account.id,
        name=account.name,
        partition=account.partition,
        management=account.management,
        collected_at=collected.snapshot.collected_at,
    )
    texts = {ACCOUNT: _pretty(described), GAPS: _pretty(collected.unread)}
    for name, answer in collected.answers.items():
        if name == CredentialReport.file:
            texts[name] = answer["Content"]
            texts[REPORT_TIME] = _pretty(
                {"GeneratedTime": answer["GeneratedTime"], "ReportFormat": "text/csv"}
            )
        else:
            texts[name] = _pretty(answer)
    return texts


def _pretty(value: object) -> str:
    return msgspec.json.format(msgspec.json.encode(value), indent=2).decode() + "\n"


def _homes(folder: Path) -> list[Path]:
    try:
        if _is_bundle(folder) or (folder / SNAPSHOT).exists():
            return [folder]
        return sorted(home for home in folder.iterdir() if _is_home(home))
    except OSError as error:
        raise InputError(
            f"{folder} could not be read: {error.strerror or error}. Name a folder with a bundle."
        ) from error


def _is_home(home: Path) -> bool:
    """Whether a folder is an account's: also one named by an account id, so that an empty one is not passed over."""
    return home.is_dir() and home.name[0] != "." and (_is_bundle(home) or bool(ID.fullmatch(home.name)))


def _is_bundle(home: Path) -> bool:
    return any((home / name).exists() for name in (*WITH_USERS, ACCOUNT))


def _read_bundle(home: Path, now: datetime) -> Snapshot:
    try:
        return _assembled(home, now)
    except InputError as error:
        raise InputError(f"{home}: {error} {ADVICE}") from error


def _assembled(home: Path, now: datetime) -> Snapshot:
    answers = _answers(home)
    if not answers and (home / SNAPSHOT).exists():
        return load_snapshot(home / SNAPSHOT)
    if not any(name in answers for name in WITH_USERS):
        raise InputError(f"no {CredentialReport.file}.")
    told = _read(home, ACCOUNT, AccountFile) or AccountFile()
    unread = _read(home, GAPS, tuple[Unread, ...]) or ()
    snapshot = assemble(answers, unread, _account(told, answers), told.collected_at or now)
    _require_one_account(snapshot)
    return snapshot


def _answers(home: Path) -> dict[str, Answer]:
    names = answer_files() - {CredentialReport.file, AuthorizationDetails.file}
    answers: dict[str, Answer] = {
        name: _read(home, name, object) for name in sorted(names) if (home / name).exists()
    }
    if (home / AuthorizationDetails.file).exists():
        answers[AuthorizationDetails.file] = _text(home, AuthorizationDetails.file)
    report = _report(home)
    return {**answers, CredentialReport.file: report} if report else answers


def _report(home: Path) -> Answer:
    """Return the credential report, from the CSV or from the answer that holds it in base64."""
    timed = _read(home, REPORT_TIME, ReportFile) or ReportFile()
    if (home / CredentialReport.file).exists():
        content = read_text(_bytes(home, CredentialReport.file), CredentialReport.file)
    elif timed.content is not None:
        content = read_text(_decoded(timed.content), REPORT_TIME)
    else:
        return None
    return msgspec.to_builtins({"Content": content, "GeneratedTime": timed.generated_time})


def _decoded(content: str) -> bytes:
    try:
        return base64.b64decode(content, validate=True)
    except (binascii.Error, ValueError) as error:
        raise InputError(f"{REPORT_TIME}: Content is not base64.") from error


def _account(told: AccountFile, answers: dict[str, Answer]) -> Account:
    """Return the account: what `account.json` leaves out is in the ARNs."""
    partition, account_id = told.partition, told.id
    if account_id is None or partition is None:
        found = _from_arns(answers)
        if found is None and account_id is None:
            raise InputError(f"no ARN tells which account this is. Write its id into {ACCOUNT}.")
        partition, account_id = (
            partition or (found or ("aws", ""))[0],
            account_id or (found or ("aws", ""))[1],
        )
    return Account(id=account_id, name=told.name, partition=partition, management=told.management)


def _from_arns(answers: dict[str, Answer]) -> tuple[str, str] | None:
    """Return partition and account id of the first thing that has an ARN."""
    if CredentialReport.file in answers:
        return CredentialReport().account(answers[CredentialReport.file])
    nobody = Account(id="")
    readings = Readings(nobody, parse_answers(answers, (Users(), AuthorizationDetails()), nobody))
    details = readings.get(AuthorizationDetails)
    lists = (
        readings.get(Users),
        details and details.users,
        details and details.groups,
        details and details.roles,
    )
    first = next((one.arn for entries in lists for one in entries or ()), None)
    return _account_in(first) if first else None


def _require_one_account(snapshot: Snapshot) -> None:
    root = (snapshot.root,) if snapshot.root else ()
    for one in (*root, *snapshot.users, *snapshot.groups, *snapshot.roles):
        if _account_in(one.arn)[1] != snapshot.account.id:
            raise InputError(
                f"{one.arn} is not of account {snapshot.account.id}: files of two accounts are mixed up."
            )


def _account_in(arn: str) -> tuple[str, str]:
    try:
        return read_account(arn)
    except ValueError as error:
        raise InputError(f"{error}.") from error


def _read(home: Path, name: str, shape: type[T]) -> T | None:
    if not (home / name).exists():
        return None
    return read_shape(read_json(_text(home, name), name), shape, name)


def _text(home: Path, name: str) -> str:
    text = read_text(_bytes(home, name), name)
    if not text or text.isspace():
        raise InputError(f"{name}: {_empty(name)}")
    return text


def _empty(name: str) -> str:
    """Say what an empty file is: what the shell leaves when the AWS CLI has only an error to tell."""
    none_set = ' Where no password policy is set, write {"PasswordPolicy": null} into it.'
    rest = none_set if name == AccountPasswordPolicy.file else ""
    return f"empty, as after an error of the AWS CLI. Remove it, and it counts as not read.{rest}"


def _bytes(home: Path, name: str) -> bytes:
    try:
        return (home / name).read_bytes()
    except OSError as error:
        raise InputError(f"{name}: {error.strerror or error}.") from error
