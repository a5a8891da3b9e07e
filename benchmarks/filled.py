"""One store in each database with 100,000 credentials and a year behind them: filled once, for all who ask."""

import atexit
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path

from sqlalchemy import create_engine, text

from benchmarks.years import BEGIN, Organization, days
from iam_audit.history.history import History
from iam_audit.store import open_store
from iam_audit.store.database import Store

MANY, FEW = 100_000, 1_000
YEAR = 365
LAST = YEAR + 2
"""The number of the last run of the year: the second one that is about all of them."""
WHAT = f"""
{MANY:,} credentials with a year of daily runs: a year of {FEW:,}, at whose end two days of all the rest follow. The
run before the last one brings {MANY - FEW:,} credentials that nobody knew, and in the last one 100,000 findings are
resolved."""


@dataclass(frozen=True)
class Filled:
    """A store with a year in it."""

    store: Store
    seconds: float
    """How long it took to save all that."""
    megabytes: float


@cache
def stores() -> Mapping[str, Filled]:
    """Fill a store in each database, by its name; both are there until the program ends."""
    held = ExitStack()
    atexit.register(held.close)
    made = {}
    for name, empty in (("SQLite", sqlite), ("PostgreSQL", postgresql)):
        store, size = held.enter_context(empty())
        began = time.perf_counter()
        fill(store)
        made[name] = Filled(store, time.perf_counter() - began, size() / 1e6)
        print(f"  {name} is filled after {made[name].seconds:.0f} s", file=sys.stderr, flush=True)
    return made


def fill(store: Store) -> None:
    """Save a year of a small organization, and at its end all the rest of a large one."""
    history = History(store)
    for _ in days(history, Organization(FEW), YEAR):
        pass
    for _ in days(history, Organization(MANY - FEW, first=FEW), 2, BEGIN + timedelta(days=YEAR)):
        pass


@contextmanager
def sqlite() -> Iterator[tuple[Store, Callable[[], int]]]:
    """Open an empty store in SQLite, and tell how large it is."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "store.sqlite")
        with open_store(f"sqlite:///{file}") as store:
            yield store, lambda: file.stat().st_size


@contextmanager
def postgresql() -> Iterator[tuple[Store, Callable[[], int]]]:
    """Open an empty store in PostgreSQL, and tell how large it is once it was cleaned up, which it does by itself."""
    sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
    from postgresql import cluster

    with cluster(shared_buffers="128MB") as url, open_store(url) as store:

        def size() -> int:
            # In a year it finds the time for that; here the questions follow at once.
            with create_engine(url, isolation_level="AUTOCOMMIT").connect() as connection:
                connection.execute(text("VACUUM ANALYZE"))
                return connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one()

        yield store, size
