"""The packs of evidence that a server has made, each chained to the one before."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from iam_audit.errors import InputError, UsageError
from iam_audit.workflows.parallel import Progress

NAME = re.compile(r"iam-audit-evidence-\d{8}T\d{6}Z\.zip", re.ASCII)


class PackRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One pack."""

    name: str
    as_of: datetime
    """The moment that its audit judged as of."""
    bytes: int
    manifest: str
    """SHA-256 of its manifest: what the next pack is chained to, and what you can write down."""


Make = Callable[[Callable[[datetime], Path], str | None, Progress], Path]
"""Makes a pack where it is told, chained to the manifest that it is told, and returns its path."""


class EvidenceShelf:
    """A folder of packs."""

    def __init__(self, folder: Path, make: Make) -> None:
        self._folder = folder
        self._make = make

    def all(self) -> tuple[PackRecord, ...]:
        """Return the packs, the newest first."""
        return tuple(map(_record, self._paths()))

    def find(self, name: str) -> Path | None:
        """Return where a pack is; None for every name that is not one of a pack here."""
        return next((one for one in self._paths() if one.name == name), None)

    def record(self, name: str) -> PackRecord | None:
        """Return what there is to say of a pack."""
        found = self.find(name)
        return _record(found) if found else None

    def make(self, progress: Progress) -> str:
        """Make a pack, chained to the newest one, and return its name."""
        newest = next(iter(self.all()), None)
        return self._make(self._place, newest.manifest if newest else None, progress).name

    def _place(self, moment: datetime) -> Path:
        path = self._folder / f"iam-audit-evidence-{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}.zip"
        if path.exists():
            raise UsageError(f"There is a pack of this moment already: {path.name}.")
        return path

    def _paths(self) -> list[Path]:
        try:
            found = [one for one in self._folder.iterdir() if NAME.fullmatch(one.name) and one.is_file()]
        except FileNotFoundError:
            return []
        except OSError as error:
            raise InputError(f"{self._folder} could not be read: {error.strerror or error}.") from error
        return sorted(found, reverse=True)


def _record(path: Path) -> PackRecord:
    from iam_audit.evidence.verifying import manifest_of  # noqa: PLC0415 - heavy, and for this alone

    stamp = path.stem.removeprefix("iam-audit-evidence-")
    return PackRecord(
        name=path.name,
        as_of=datetime.strptime(stamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC),
        bytes=path.stat().st_size,
        manifest=manifest_of(path),
    )
