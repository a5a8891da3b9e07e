"""What it costs to remember: how a store grows, how long a save takes, and how quick the questions to it are."""

import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from statistics import median

from benchmarks.filled import LAST, WHAT, YEAR, sqlite, stores
from benchmarks.rounds import HEAD, TOLD, took
from benchmarks.section import Limit, Section, table
from benchmarks.years import BEGIN, Organization, days
from iam_audit.checks.frameworks import frameworks
from iam_audit.history.history import History
from iam_audit.history.values import CredentialFilter, FindingFilter, FindingState
from iam_audit.model import RiskLevel, Severity, Tier
from iam_audit.store.database import Store

KEYS = 10_000
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
    with ProcessPoolExecutor(1) as aside:
        # Filling takes as long, and what is measured of both is processor time. Questions wait for the end.
        growing = aside.submit(grow_in_sqlite)
        filled = stores()
        year = growing.result()
    asked = {
        name: {what: took(question) for what, question in questions(History(one.store)).items()}
        for name, one in filled.items()
    }
    beginning, end = year.sizes[0], year.sizes[-1]
    per_day = (end - beginning) / (YEAR - 1) * 1000
    rows = [
        (what, *asked["SQLite"][what].cells, *asked["PostgreSQL"][what].cells) for what in asked["SQLite"]
    ]
    sizes = [(name, f"{one.megabytes:.0f} MB", f"{one.seconds:.0f} s") for name, one in filled.items()]
    return Section(
        title="The history",
        text=f"""
{KEYS:,} keys in 20 accounts, audited and saved daily for {
            YEAR
        } days in SQLite. On a day 0.5 % of the keys are
rotated and 0.1 % switched on or off; half of them are used daily, a fifth weekly, the rest are idle. On the median day
{median(year.changed[1:]):.0f} findings came, went or got worse.

{
            table(
                ("", "size", "a save, processor time"),
                ("the first day", f"{beginning:.1f} MB", f"{year.seconds[0]:.1f} s"),
                ("a day more", f"+{per_day:.0f} kB", f"{median(year.seconds[1:]):.1f} s"),
                (f"after {YEAR} days", f"{end:.1f} MB", f"{year.seconds[-1]:.1f} s"),
            )
        }

{WHAT.strip()}

{table(("", "size", "to audit and save all"), *sizes)}

{TOLD.strip()}

{table(("question", *HEAD), *rows)}""",
        limits=(
            Limit(what="MB of a year of 10,000 keys", measured=end, at_most=200),
            Limit(
                what="a save at the end of the year / at its beginning, medians of 5",
                measured=median(year.seconds[-5:]) / median(year.seconds[1:6]),
                at_most=3,
            ),
            Limit(
                what="slowest question, p95 in seconds",
                measured=max(one.p95 for times in asked.values() for one in times.values()) / 1000,
                at_most=1,
            ),
        ),
    )


def grow_in_sqlite(keys: int = KEYS, count: int = YEAR) -> Growth:
    """Audit and save a year in a store of its own."""
    with sqlite() as (store, size):
        return grow(store, size, keys, count)


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


def questions(history: History) -> dict[str, Callable[[], object]]:
    """What pages and the API ask."""
    now = BEGIN + timedelta(days=LAST)
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
        "controls of SOC 2 half a year ago": lambda: history.controls(framework, YEAR // 2),
        "difference of two runs, 1,000 changes": lambda: history.diff(str(LAST - 1), str(LAST), 1000),
        "what came and went last": history.latest,
        "trend of a year": history.trend,
        "fix times and deadlines": lambda: history.fix_times(DEADLINES, now),
    }


class _Timed(History):
    """A history that notes how much processor time the last save took."""

    took = 0.0

    def save(self, result: object, occasion: object) -> object:
        """Save, and note the time."""
        began = time.process_time()
        saved = super().save(result, occasion)
        self.took = time.process_time() - began
        return saved
