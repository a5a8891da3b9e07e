"""The store of the demo: a year of the invented organization, saved by the real rooms, shipped packed."""

import lzma
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from importlib import resources
from pathlib import Path

from iam_audit.audit import Judgement
from iam_audit.checks import configure
from iam_audit.collect.bundle_layout import SNAPSHOT
from iam_audit.demo import organization, picture
from iam_audit.demo.waivers import WAIVERS
from iam_audit.history.history import History
from iam_audit.history.saving import Occasion
from iam_audit.history.values import FindingFilter, FindingRecord, FindingState
from iam_audit.journal.sql import SqlJournal
from iam_audit.ledger.envelope import Delivered
from iam_audit.ledger.records import Decisions, Episode, Notice, Stage
from iam_audit.ledger.sql import SqlLedger
from iam_audit.model import Severity, Waiver
from iam_audit.remediate.sql_plans import SqlPlans
from iam_audit.snapshots import save_snapshot
from iam_audit.store.database import Store
from iam_audit.waivers.sql import SqlWaivers
from iam_audit.workflows.auditing import Questions
from iam_audit.workflows.bundles import write_absentees
from iam_audit.workflows.demo_remedies import plan_of, write_down
from iam_audit.workflows.demo_year import SHUT, audit_of_a_day, audits_of_a_year
from iam_audit.workflows.parallel import Lost, Progress

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
    history, decided = History(store), SqlWaivers(store)
    for waiver in WAIVERS:
        decided.create(waiver, datetime.combine(waiver.given or MOMENT.date(), time(9, 30), UTC))
    for result in audits_of_a_year(questions_at, MOMENT):
        history.save(result, _occasion(f"demo-{result.generated_at:%Y%m%d}", result.generated_at))
    tell(SqlLedger(store), history)
    write_down(SqlJournal(store), MOMENT)
    SqlPlans(store).file(plan_of(questions_at(MOMENT), SqlJournal(store), MOMENT))


def tell(ledger: SqlLedger, history: History) -> None:
    """Write down who was told of the gravest findings when they came."""
    grave = FindingFilter(severities=(Severity.CRITICAL, Severity.HIGH), states=(FindingState.OPEN,))
    found = history.findings(grave, sort="opened", limit=1000).items
    for one in found:
        if one.opened_at:
            _tell_of(ledger, one, one.opened_at)


def _tell_of(ledger: SqlLedger, one: FindingRecord, at: datetime) -> None:
    notice = Notice(
        fingerprint=one.fingerprint,
        account_id=one.account_id,
        stage=Stage.NEW,
        cycle=1,
        number=1,
        channel="slack-security",
    )
    episode = Episode(
        fingerprint=one.fingerprint,
        account_id=one.account_id,
        check_id=one.check_id,
        severity=one.severity,
        first_seen=at,
    )
    ledger.enqueue(Decisions(episodes=(episode,), notices=(notice,)), at)
    sent = at + timedelta(minutes=2)
    for envelope in ledger.deliverable(sent):
        if mine := ledger.claim(envelope, sent):
            ledger.settle(mine, Delivered(receipt="demo"), sent)


def audit_now(store: Store, now: datetime, run_id: str, progress: Progress) -> None:
    """Audit the organization as it is now, and save what that says."""
    waived = SqlWaivers(store).for_audit(now)
    result = audit_of_a_day(questions_at(now, waived), 0, now, progress)
    History(store).save(result, _occasion(run_id, now))


def save_accounts(folder: Path, now: datetime, progress: Progress) -> None:
    """Save the accounts of the organization as they are now, like `iam-audit collect` does."""
    lives = organization()
    progress.started(len(lives))
    lost = []
    for life in lives:
        seen = picture(life, 0, now)
        if seen is None:
            lost.append(Lost(life.account, SHUT))
            progress.failed(life.account, SHUT)
            continue
        save_snapshot(seen, folder / life.account.id / SNAPSHOT)
        progress.done(life.account)
    write_absentees(folder, lost)


def questions_at(now: datetime, waivers: tuple[Waiver, ...] = WAIVERS) -> Questions:
    """Return what the demo asks: every check, with the waivers that were there by then."""
    held = tuple(one for one in waivers if one.given is None or one.given <= now.date())
    return Questions(checks=configure({}), judgement=Judgement(waivers=held))


def _occasion(run_id: str, at: datetime) -> Occasion:
    owners = {
        (life.account.id, user.name): dict(user.tags).get("owner", "")
        for life in organization()
        for user in life.users
    }
    return Occasion(run_id=run_id, saved_at=at, owners=lambda account, user: owners.get((account, user), ""))
