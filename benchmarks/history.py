"""What it costs to remember: how a store grows, how long a save takes, and how quick the questions to it are."""

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from statistics import median, quantiles

from sqlalchemy import text

from benchmarks.section import Limit, Section, table
from benchmarks.years import BEGIN, Organization, days
from iam_audit.checks.frameworks import frameworks
from iam_audit.history.history import History
from iam_audit.history.values import CredentialFilter, FindingFilter, FindingState
from iam_audit.model import RiskLevel, Severity, Tier
from iam_audit.store import open_store
from iam_audit.store.database import Store

KEYS, DAYS = 10_000, 365
MANY, FEW = 100_000, 1_000
ROUNDS = 20
DEADLINES = {Severity.CRITICAL: 7, Severity.HIGH: 14, Severity.MEDIUM: 30, Severity.LOW: 90}


@dataclass
class Growth:
    """How a store grew."""

    sizes: list[float] = field(default_factory=list)
    """Megabytes after each day."""
    seconds: list[float] = field(default_factory=list)
    """Processor time of each save, ours; a database server's own is not in it."""
    changed: list[int] = field(default_factory=list)


def measure() -> Section:
    """Measure a year of 10,000 keys in SQLite, and the questions to 100,000 keys in both databases."""
    with sqlite() as (store, size):
        year = grow(store, size, KEYS, DAYS)
        beginning, end = year.sizes[0], year.sizes[-1]
    asked = {}
    for name, made in (("SQLite", sqlite), ("PostgreSQL", postgresql)):
        with made() as (store, _):
            asked[name] = ask(fill(store))
    per_day = (end - beginning) / (DAYS - 1) * 1000
    rows = [(what, *(f"{asked[name][what]:.0f} ms" for name in asked)) for what in asked["SQLite"]]
    slowest = max(max(times.values()) for times in asked.values())
    return Section(
        title="The history",
        text=f"""
{KEYS:,} keys in 20 accounts, audited and saved daily for {
            DAYS
        } days in SQLite. On a day 0.5 % of the keys are
rotated and 0.1 % switched on or off; half of them are used daily, a fifth weekly, the rest are idle. On the median day
{median(year.changed[1:]):.0f} findings came, went or got worse.

{
            table(
                ("", "size", "a save, processor time"),
                ("the first day", f"{beginning:.1f} MB", f"{year.seconds[0]:.1f} s"),
                ("a day, median", f"+{per_day:.0f} kB", f"{median(year.seconds[1:]):.1f} s"),
                (f"after {DAYS} days", f"{end:.1f} MB", f"{year.seconds[-1]:.1f} s"),
            )
        }

{MANY:,} credentials with a year of daily runs: {ROUNDS} times each, the 95th percentile.

{table(("question", *asked), *rows)}""",
        limits=(
            Limit(what="MB of a year of 10,000 keys", measured=end, at_most=200),
            Limit(
                what="a save after a year / the second save",
                measured=year.seconds[-1] / year.seconds[1],
                at_most=3,
            ),
            Limit(what="slowest question, p95 in seconds", measured=slowest / 1000, at_most=1),
        ),
    )


def grow(store: Store, size: Callable[[], int], keys: int, count: int) -> Growth:
    """Audit and save day by day, and look at the store each time."""
    grown, history = Growth(), _Timed(store)
    for saved in days(history, Organization(keys), count):
        grown.sizes.append(size() / 1e6)
        grown.seconds.append(history.took)
        changes = saved.run.changes
        grown.changed.append(changes.new + changes.returned + changes.fixed + changes.worse + changes.better)
        if saved.run.number % 30 == 1:
            print(
                f"  day {saved.run.number}: {grown.sizes[-1]:.1f} MB, {history.took:.2f} s",
                file=sys.stderr,
                flush=True,
            )
    return grown


def fill(store: Store, many: int = MANY, few: int = FEW, count: int = DAYS) -> History:
    """Save a year of a small organization, and at its end all the rest of a large one."""
    history = History(store)
    for _ in days(history, Organization(few), count):
        pass
    rest = Organization(many - few, first=few)
    for _ in days(history, rest, 2, BEGIN + timedelta(days=count)):
        pass
    return history


def ask(history: History) -> dict[str, float]:
    """Return the 95th percentile of each question in milliseconds."""
    return {what: _p95(question) for what, question in questions(history).items()}


def questions(history: History) -> dict[str, Callable[[], object]]:
    """What pages and the API ask."""
    now = BEGIN + timedelta(days=DAYS + 2)
    middle = history.credentials(limit=1000).next
    one = history.credentials(limit=1).items[0].id
    finding = history.findings(limit=1).items[0].fingerprint
    framework = next(one for one in frameworks() if one.id == "soc2")
    idle = CredentialFilter(risks=(RiskLevel.CRITICAL,), tiers=(Tier.ADMIN,))
    return {
        "the last run, with its summary": lambda: history.run("last"),
        "worst ten credentials": lambda: history.credentials(limit=10),
        "credentials, first page": history.credentials,
        "credentials, after the first thousand": lambda: history.credentials(cursor=middle),
        "credentials by last use": lambda: history.credentials(sort="last_used"),
        "credentials, by risk and tier": lambda: history.credentials(idle),
        "credentials of a check": lambda: history.credentials(
            CredentialFilter(checks=("access-key-never-used",))
        ),
        "credentials, searched": lambda: history.credentials(CredentialFilter(text="owner-13-99")),
        "credentials, searched in vain": lambda: history.credentials(CredentialFilter(text="nobody")),
        "how many credentials": history.count_credentials,
        "one credential with its timeline": lambda: history.credential(one),
        "findings, first page": lambda: history.findings(FindingFilter(states=(FindingState.OPEN,))),
        "findings, searched in vain": lambda: history.findings(FindingFilter(text="nobody")),
        "one finding with its remedy": lambda: history.finding(finding),
        "accounts": history.accounts,
        "controls of SOC 2": lambda: history.controls(framework),
        "controls of SOC 2 half a year ago": lambda: history.controls(framework, DAYS // 2),
        "difference of the last two runs": history.diff,
        "trend of a year": history.trend,
        "fix times and deadlines": lambda: history.fix_times(DEADLINES, now),
    }


@contextmanager
def sqlite() -> Iterator[tuple[Store, Callable[[], int]]]:
    """Open an empty store in SQLite, and tell how large it is."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "store.sqlite")
        with open_store(f"sqlite:///{file}") as store:

            def size() -> int:
                return file.stat().st_size

            yield store, size


@contextmanager
def postgresql() -> Iterator[tuple[Store, Callable[[], int]]]:
    """Open an empty store in PostgreSQL, and tell how large it is."""
    sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
    from postgresql import cluster

    with cluster() as url, open_store(url) as store:

        def size() -> int:
            with store.reading() as connection:
                return connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one()

        yield store, size


class _Timed(History):
    """A history that notes how much processor time the last save took."""

    took = 0.0

    def save(self, result: object, occasion: object) -> object:
        """Save, and note the time."""
        began = time.process_time()
        saved = super().save(result, occasion)
        self.took = time.process_time() - began
        return saved


def _p95(question: Callable[[], object]) -> float:
    question()
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        question()
        times.append((time.perf_counter() - began) * 1000)
    return quantiles(times, n=20)[-1]
