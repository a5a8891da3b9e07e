"""Opens the ledger where the settings say it is kept."""

from collections.abc import Iterator
from contextlib import contextmanager

from iam_audit.ledger import InMemoryLedger, Ledger
from iam_audit.store import open_store, sqlite_file


@contextmanager
def ledger_at(url: str) -> Iterator[Ledger]:
    """Open the ledger in the store at a URL, which is made where there is none. Raises StoreError."""
    from iam_audit.ledger.sql import SqlLedger  # noqa: PLC0415 - the library is an extra, and heavy

    with open_store(url) as store:
        yield SqlLedger(store)


@contextmanager
def ledger_to_look_at(url: str) -> Iterator[Ledger]:
    """Open the ledger without making one where there is none; then it knows nothing."""
    file = sqlite_file(url)
    if file is not None and not file.exists():
        yield InMemoryLedger()
        return
    with ledger_at(url) as ledger:
        yield ledger
