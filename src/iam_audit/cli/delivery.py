"""Where reports go: one to stdout, several to files; each file whole or not at all."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC
from pathlib import Path

from iam_audit.cli.streams import put
from iam_audit.cli.talk import Talk
from iam_audit.cli.words import all_of
from iam_audit.errors import OutputError, UsageError
from iam_audit.files import write_bytes, write_pieces
from iam_audit.model import AuditResult
from iam_audit.reports import formats
from iam_audit.reports.base import LookingBackReport, Past, Report
from iam_audit.tables import PARQUET, TABLES, parquet, records

FOLDER = "reports"
TABLE = "table"
BESIDE_THE_TABLE = ("json", "csv")
"""What is written when no format is named."""


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """Which formats go to stdout, and which to which file."""

    shown: tuple[str, ...] = ()
    written: tuple[tuple[str, Path], ...] = ()
    tables: Path | None = None
    """The folder for the tables; None when nobody asked for them."""

    def refuse_unwritable(self) -> None:
        """Raise OutputError when it is plain before the work that a file cannot be written after it."""
        for path in (*(path for _, path in self.written), *(path for _, path in self._tables)):
            if obstacle := _obstacle(path):
                raise OutputError(
                    f"{path} cannot be written: {obstacle}. Choose another place with --output."
                )

    @property
    def looks_back(self) -> bool:
        """Whether anything of it shows how things moved, so that it is worth finding out."""
        names = (*self.shown, *(name for name, _ in self.written))
        return any(isinstance(formats()[name], LookingBackReport) for name in names)

    def deliver(self, result: AuditResult, talk: Talk, past: Past | None = None) -> None:
        """Write the files, each whole or not at all, then show the rest on stdout."""
        for name, path in self.written:
            write_pieces(path, _report(name, past).pieces(result))
            talk.say(f"Wrote {path}")
        for path, data in self._table_files(result):
            write_bytes(path, data)
            talk.say(f"Wrote {path}")
        for name in self.shown:
            for piece in _for_stdout(name, result, past):
                put(piece)

    @property
    def _tables(self) -> tuple[tuple[str, Path], ...]:
        folder = self.tables
        return tuple((name, folder / f"{name}.parquet") for name in TABLES) if folder else ()

    def _table_files(self, result: AuditResult) -> Iterator[tuple[Path, bytes]]:
        rows = records(result, result.generated_at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ"))
        return ((path, parquet(TABLES[name], rows[name])) for name, path in self._tables)


def delivery(named: Sequence[str], output: str | None) -> Delivery:
    """Decide what goes where.

    Without any format the table is shown, and JSON and CSV are written. Raises UsageError for an unknown format
    and for an output that cannot hold what was asked for.
    """
    chosen = all_of("--format", named, [*formats(), PARQUET])
    if len(chosen) == 1 and chosen != (PARQUET,):
        return _one(chosen[0], output)
    folder = Path(output or FOLDER)
    if output == "-" or (folder.exists() and not folder.is_dir()) or folder.suffix in _suffixes():
        raise UsageError(f"--output: {folder} is a file: {_why_a_folder(chosen)}.")
    shown = tuple(name for name in chosen or (TABLE,) if name == TABLE)
    files = tuple(name for name in chosen or BESIDE_THE_TABLE if name not in (TABLE, PARQUET))
    written = tuple((name, folder / formats()[name].filename) for name in files)
    return Delivery(shown=shown, written=written, tables=folder if PARQUET in chosen else None)


def _why_a_folder(chosen: Sequence[str]) -> str:
    if not chosen:
        return "say with --format what to write to it, or name a folder"
    return "several formats need a folder" if len(chosen) > 1 else "tables need a folder"


def _one(name: str, output: str | None) -> Delivery:
    if output in (None, "-"):
        return Delivery(shown=(name,))
    path = Path(output)
    is_folder = path.is_dir() or output.endswith("/")
    return Delivery(written=((name, path / formats()[name].filename if is_folder else path),))


def _suffixes() -> frozenset[str]:
    return frozenset({f".{PARQUET}", *(Path(one.filename).suffix for one in formats().values())})


def _obstacle(path: Path) -> str | None:
    if path.is_dir():
        return "it is a folder"
    if path.exists() and not path.is_file():
        return None  # a device or a pipe
    nearest = next(one for one in path.absolute().parents if one.exists())
    if not nearest.is_dir():
        return f"{nearest} is not a folder"
    return None if os.access(nearest, os.W_OK | os.X_OK) else f"{nearest} may not be written to"


def _report(name: str, past: Past | None) -> Report:
    report = formats()[name]
    return replace(report, past=past) if isinstance(report, LookingBackReport) else report


def _for_stdout(name: str, result: AuditResult, past: Past | None) -> Iterator[str]:
    if name == TABLE:
        from iam_audit.cli.screen import table

        return table(result)
    return _report(name, past).pieces(result)
