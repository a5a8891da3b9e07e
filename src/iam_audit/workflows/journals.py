"""Opens the journal of remediation where the settings say it is kept."""

from collections.abc import Iterator
from contextlib import contextmanager

from iam_audit.journal import InMemoryJournal, Journal
from iam_audit.store import open_store, sqlite_file


@contextmanager
def journal_at(url: str) -> Iterator[Journal]:
    """Open the journal in the store at a URL, which is made where there is none. Raises StoreError."""
    from iam_audit.journal.sql import SqlJournal  # noqa: PLC0415 - the library is an extra, and heavy

    with open_store(url) as store:
        yield SqlJournal(store)


@contextmanager
def journal_to_look_at(url: str) -> Iterator[Journal]:
    """Open the journal without making one where there is none; then nothing was done yet."""
    file = sqlite_file(url)
    if file is not None and not file.exists():
        yield InMemoryJournal()
        return
    with journal_at(url) as journal:
        yield journal
