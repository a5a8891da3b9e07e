"""Opens what is remembered of CloudTrail, and says what it knows last of something that was changed."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from iam_audit.journal import Entry
from iam_audit.remediate import Target
from iam_audit.store import open_store, sqlite_file
from iam_audit.trail import TrailEvent, who_did

if TYPE_CHECKING:
    from iam_audit.trail.book import TrailBook


@contextmanager
def trail_at(url: str) -> "Iterator[TrailBook]":
    """Open the events in the store at a URL, which is made where there is none. Raises StoreError."""
    with open_store(url) as store:
        from iam_audit.trail.book import TrailBook  # noqa: PLC0415 - the library is an extra, and heavy

        yield TrailBook(store)


def events_to_look_at(url: str) -> tuple[TrailEvent, ...]:
    """Return all that CloudTrail told, without making a store where there is none."""
    file = sqlite_file(url)
    if file is not None and not file.exists():
        return ()
    with trail_at(url) as book:
        return book.events()


def last_seen(target: Target, events: Sequence[TrailEvent], entries: Sequence[Entry]) -> str:
    """Say what CloudTrail knows last of a target, and who did it; empty where it knows nothing."""
    key_id = target.id if target.type == "access-key" else ""
    about = [
        one
        for one in events
        if one.account_id == target.account_id
        and (one.key_id == key_id if key_id else one.user_name == target.user_name)
    ]
    if not about:
        return ""
    event = max(about, key=lambda one: (one.at, one.id))
    return f"{event.what} on {event.at:%Y-%m-%d %H:%M} UTC, {who_did(event, entries)[1]}"
