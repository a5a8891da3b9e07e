"""The store of the demo: a year of the invented organization, saved by the real rooms, shipped packed."""

import lzma
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path

from iam_audit.audit import Judgement
from iam_audit.checks import configure
from iam_audit.demo import organization
from iam_audit.demo.waivers import WAIVERS
from iam_audit.history.history import History
from iam_audit.history.saving import Occasion
from iam_audit.store.database import Store
from iam_audit.workflows.auditing import Questions
from iam_audit.workflows.demo_year import audit_of_a_day, audits_of_a_year
from iam_audit.workflows.parallel import Progress

MOMENT = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
"""The moment at which the demo begins: everything shown happened before it."""
SHIPPED = "year.sqlite.xz"
PRESET = 9 | lzma.PRESET_EXTREME


def clock_from(began: datetime, real: Callable[[], datetime]) -> Callable[[], datetime]:
    """Return a clock that shows MOMENT at `began`, and goes on from there."""
    return lambda: MOMENT + (real() - began)


def unpack(file: Path) -> None:
    """Write the shipped store to a file."""
    packed = resources.files("iam_audit.demo").joinpath(SHIPPED).read_bytes()
    file.write_bytes(lzma.decompress(packed))


def pack(file: Path) -> bytes:
    """Return the file of a store as it is shipped."""
    return lzma.compress(file.read_bytes(), preset=PRESET)


def fill(store: Store) -> None:
    """Save every audit of the year up to MOMENT. It takes minutes, so it is done once, by a script."""
    history = History(store)
    for result in audits_of_a_year(questions_at, MOMENT):
        history.save(result, _occasion(f"demo-{result.generated_at:%Y%m%d}", result.generated_at))


def audit_now(store: Store, now: datetime, run_id: str, progress: Progress) -> None:
    """Audit the organization as it is now, and save what that says."""
    result = audit_of_a_day(questions_at(now), 0, now, progress)
    History(store).save(result, _occasion(run_id, now))


def questions_at(now: datetime) -> Questions:
    """Return what the demo asks: every check, with the waivers that were there by then."""
    held = tuple(one for one in WAIVERS if one.given is None or one.given <= now.date())
    return Questions(checks=configure({}), judgement=Judgement(waivers=held))


def _occasion(run_id: str, at: datetime) -> Occasion:
    owners = {
        (life.account.id, user.name): dict(user.tags).get("owner", "")
        for life in organization()
        for user in life.users
    }
    return Occasion(run_id=run_id, saved_at=at, owners=lambda account, user: owners.get((account, user), ""))
