"""Saves audits in the history, and opens it where the settings say it is kept."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from iam_audit.audience import Directory, OwnerRules
from iam_audit.model import AuditResult
from iam_audit.store import open_store, sqlite_file

if TYPE_CHECKING:
    from iam_audit.history.history import History
    from iam_audit.history.saving import Saved


@contextmanager
def history_at(url: str) -> "Iterator[History]":
    """Open the history in the store at a URL, which is made where there is none. Raises StoreError."""
    store = open_store(url)
    from iam_audit.history.history import History  # noqa: PLC0415 - the library is an extra, and heavy

    with store:
        yield History(store)


@contextmanager
def history_to_look_at(url: str) -> "Iterator[History | None]":
    """Open the history without making a store where there is none: then there is no history."""
    file = sqlite_file(url)
    if file is not None and not file.exists():
        yield None
        return
    with history_at(url) as history:
        yield history


def save_in_history(
    history: "History", result: AuditResult, rules: OwnerRules, saved_at: datetime, run_id: str | None = None
) -> "Saved":
    """Save a finished audit, as a whole or not at all. Without an id of its own a run gets one by what it says."""
    from iam_audit.history.saving import Occasion, run_id_of  # noqa: PLC0415 - as above

    named = run_id or run_id_of(result)
    return history.save(result, Occasion(run_id=named, saved_at=saved_at, owners=owners_in(result, rules)))


def owners_in(result: AuditResult, rules: OwnerRules) -> Callable[[str, str], str]:
    """Return what tells who owns the users of an audit: a mail address or a name, else what their tag says."""
    directory = Directory(result, rules)

    def owner(account_id: str, user_name: str) -> str:
        person = directory.person_called(account_id, user_name)
        if person is not None:
            return person.mail or person.name
        tagged = directory.tags_of(account_id, user_name).get(rules.mail_tag, "")
        return tagged.strip()[:256]

    return owner
