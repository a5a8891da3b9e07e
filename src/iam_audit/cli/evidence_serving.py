"""Packs evidence on the server, of the accounts that it was started for."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from iam_audit import workflows
from iam_audit.checks.frameworks import frameworks
from iam_audit.cli.asked import Asked
from iam_audit.cli.reach import live_source, new_mark
from iam_audit.cli.sealing import sealing
from iam_audit.evidence import keys
from iam_audit.journal.sql import SqlJournal
from iam_audit.reports.masking import mask_keys
from iam_audit.settings import Settings, described
from iam_audit.store import state_folder
from iam_audit.store.database import Store
from iam_audit.waivers.sql import SqlWaivers
from iam_audit.workflows import Folder, Progress
from iam_audit.workflows.demo_store import save_accounts
from iam_audit.workflows.evidence_shelf import EvidenceShelf
from iam_audit.workflows.evidencing import Wanted, pack_evidence
from iam_audit.workflows.judging import questions


@dataclass(frozen=True, kw_only=True)
class Packer:
    """What packs the accounts of a server."""

    asked: Asked
    settings: Settings
    store: Store
    clock: Callable[[], datetime]
    key: Path
    """The file of the key to sign with; made where there is none."""
    folder: Path
    """Where packs are kept."""

    def shelf(self) -> EvidenceShelf:
        """Return the packs, and what makes more of them."""
        return EvidenceShelf(self.folder, self.pack)

    def pack(self, place: Callable[[datetime], Path], previous: str | None, progress: Progress) -> Path:
        """Read the accounts, pack them, and return where."""
        now = self.clock()
        asking = questions(self.settings, now, stored=SqlWaivers(self.store).for_audit(now))
        wanted = Wanted(
            frameworks=frameworks(),
            settings=described(self.settings),
            journal=SqlJournal(self.store).events(),
            change=mask_keys if self.settings.report.mask_keys else lambda result: result,
        )
        key, _ = keys.private_key(self.key)
        seal = sealing(self.settings, key, previous)
        with self._accounts(now, progress) as source:
            made = pack_evidence(lambda result: place(result.generated_at), source, asking, wanted, now, seal)
        return made.path

    @contextmanager
    def _accounts(self, now: datetime, progress: Progress) -> Iterator[Folder]:
        """Save the accounts in a folder, unless they are in one."""
        if self.asked.from_dir:
            yield Folder(path=self.asked.from_dir)
            return
        with TemporaryDirectory(prefix="iam-audit-evidence-") as name:
            folder = Path(name)
            if self.asked.mock:
                save_accounts(folder, now, progress)
            else:
                source = live_source(self.asked, self.settings, new_mark())
                workflows.collect(source, folder, now, progress)
            yield Folder(path=folder)


def place_of_packs(settings: Settings) -> Path:
    """Return the folder where the server keeps the packs that it makes."""
    named = settings.evidence.folder
    return Path(named) if named else state_folder(os.environ, Path.home()) / "evidence"
