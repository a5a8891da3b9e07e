"""Packs the evidence of an audit, from saved accounts."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, assert_never
from urllib.parse import quote

import msgspec

from iam_audit import __version__
from iam_audit.audit import Judgement
from iam_audit.collect.bundle_layout import ACCOUNT, GAPS, REPORT_TIME, SNAPSHOT, answer_files
from iam_audit.errors import InputError
from iam_audit.journal import Event
from iam_audit.model import AuditResult, Framework
from iam_audit.snapshots import snapshot_bytes
from iam_audit.snapshots.mock import mock_snapshot
from iam_audit.store import open_store, sqlite_file
from iam_audit.workflows.auditing import Questions, audit
from iam_audit.workflows.bundles import ABSENT
from iam_audit.workflows.sources import Folder, Mock

if TYPE_CHECKING:
    from iam_audit.evidence.manifest import Manifest
    from iam_audit.evidence.packing import Contents, Seal

HELD = 1 << 20
"""Bytes of a file to hold at a time."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a pack is to hold."""

    frameworks: Sequence[Framework]
    settings: Sequence[tuple[str, str]]
    """Every setting by its dotted name."""
    journal: Iterable[Event] = ()
    change: Callable[[AuditResult], AuditResult] = lambda result: result
    """What is done to the audit before it is written, such as masking."""


@dataclass(frozen=True, kw_only=True)
class Packed:
    """A pack that was written."""

    path: Path
    result: AuditResult
    manifest: "Manifest"


def judge_for_evidence(source: Folder | Mock, questions: Questions, now: datetime) -> AuditResult:
    """Audit saved accounts, with all that passed, so that it can be shown too.

    The scope names no folder: the same accounts in another one are the same evidence.
    """
    judgement: Judgement = msgspec.structs.replace(questions.judgement, include_passed=True)
    asked = Questions(
        checks=questions.checks,
        judgement=judgement,
        framework=questions.framework,
        severities=questions.severities,
    )
    result = audit(source, asked, now)
    count = len(result.accounts)
    scope = f"account {result.accounts[0].account.id}" if count == 1 else f"{count} accounts"
    return result if isinstance(source, Mock) else msgspec.structs.replace(result, scope=scope)


def pack_evidence(
    place: Callable[[AuditResult], Path],
    source: Folder | Mock,
    questions: Questions,
    wanted: Wanted,
    now: datetime,
    sealing: "Callable[[AuditResult], Seal]",
) -> "Packed":
    """Audit saved accounts and write the pack. Raises InputError, OutputError and DeliveryError."""
    from iam_audit.evidence.contents import Evidence, contents  # noqa: PLC0415 - heavy, and for this alone
    from iam_audit.evidence.packing import write_pack  # noqa: PLC0415

    result = judge_for_evidence(source, questions, now)
    evidence = Evidence(
        result=wanted.change(result),
        checks=questions.checks,
        frameworks=wanted.frameworks,
        settings=wanted.settings,
        waivers=questions.judgement.waivers,
        snapshot=_snapshot(source, now),
        journal=partial(_lines, wanted.journal, result.generated_at),
    )
    path = place(result)
    return Packed(path=path, result=result, manifest=write_pack(path, contents(evidence), sealing(result)))


def made_by() -> str:
    """Return what a pack says of the program that made it."""
    return f"iam-audit {__version__}"


def journal_events(url: str) -> Iterator[Event]:
    """Yield what the journal of remediation holds; nothing where there is no store."""
    file = sqlite_file(url)
    if file is not None and not file.exists():
        return
    with open_store(url) as store:
        from iam_audit.journal.sql import SqlJournal  # noqa: PLC0415 - the library is an extra, and heavy

        yield from SqlJournal(store).events()


def _lines(events: Iterable[Event], until: datetime) -> Iterator[bytes]:
    """What was done later is no part of the evidence of this moment."""
    for event in events:
        if event.at > until:
            return
        yield msgspec.json.encode(event) + b"\n"


def _snapshot(source: Folder | Mock, now: datetime) -> "Contents":
    match source:
        case Mock():
            snapshot = mock_snapshot(now)
            return {f"snapshot/{snapshot.account.id}/{SNAPSHOT}": lambda: (snapshot_bytes(snapshot),)}
        case Folder(path=folder):
            return dict(_bundles(folder))
        case _:
            assert_never(source)


def _bundles(folder: Path) -> "Iterator[tuple[str, Callable[[], Iterable[bytes]]]]":
    """Yield the files of bundles that are ours to know; what else lies there is nobody's business."""
    ours = {*answer_files(), ACCOUNT, GAPS, REPORT_TIME, SNAPSHOT}
    try:
        homes = sorted(one for one in folder.glob("[!.]*/") if one.is_dir())
        for home in (folder, *homes):
            for file in sorted(home.iterdir()):
                if file.name in ours and file.is_file():
                    place = "" if home == folder else f"{quote(home.name)}/"
                    yield f"snapshot/{place}{file.name}", partial(_read, file)
        if (folder / ABSENT).is_file():
            yield f"snapshot/{ABSENT}", partial(_read, folder / ABSENT)
    except OSError as error:
        raise InputError(f"{folder} could not be read: {error.strerror or error}.") from error


def _read(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            while piece := file.read(HELD):
                yield piece
    except OSError as error:
        raise InputError(f"{path} could not be read: {error.strerror or error}.") from error
