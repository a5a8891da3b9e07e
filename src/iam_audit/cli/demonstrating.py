"""The store, the clock and the audits of `iam-audit serve --mock`."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from iam_audit import clock
from iam_audit.settings import Settings
from iam_audit.store import open_store
from iam_audit.store.database import Store
from iam_audit.workflows import Progress
from iam_audit.workflows.demo_remedies import SETTINGS
from iam_audit.workflows.demo_store import audit_now, clock_from, unpack


@dataclass(frozen=True, kw_only=True)
class Demo:
    """An invented organization with a year behind it; all of it is gone when the server ends."""

    store: Store
    clock: Callable[[], datetime]
    folder: Path
    """Where it is, and where its evidence goes."""

    def settled(self, settings: Settings) -> Settings:
        """Return the settings under which its plans were made, and the person at the machine may approve them."""
        return msgspec.structs.replace(settings, remediate=SETTINGS)

    def audit(self, progress: Progress) -> str:
        """Audit it again, and save that."""
        now = self.clock()
        run_id = f"demo-{now:%Y%m%dT%H%M%S}"
        audit_now(self.store, now, run_id, progress)
        return run_id


@contextmanager
def demo() -> Iterator[Demo]:
    """Make the store in a folder of its own."""
    with TemporaryDirectory(prefix="iam-audit-demo-") as folder:
        file = Path(folder) / "store.sqlite"
        unpack(file)
        with open_store(f"sqlite:///{file}") as store:
            yield Demo(store=store, clock=clock_from(clock.now(), clock.now), folder=Path(folder))
