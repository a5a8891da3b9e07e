"""The chain of the journal: each event carries the hash of the one before, so that a changed past shows."""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import UTC

import msgspec

from iam_audit.errors import StoreError
from iam_audit.journal.folding import HOLDING, after, begun
from iam_audit.journal.records import Doing, Entry, Event


def linked(event: Event, last: Event | None) -> Event:
    """Return an event as it follows the last one: with its number and its place in the chain."""
    placed = msgspec.structs.replace(
        event,
        number=last.number + 1 if last else 1,
        at=event.at.astimezone(UTC),
        body=msgspec.json.decode(msgspec.json.encode(event.body)),  # as it will be read again
        before=last.chain if last else "",
    )
    return msgspec.structs.replace(placed, chain=seal(placed))


def seal(event: Event) -> str:
    """Return the SHA-256 of an event with what came before it."""
    plain = msgspec.structs.replace(event, chain="")
    return hashlib.sha256(msgspec.json.encode(plain, order="sorted")).hexdigest()


def breaks(events: Iterable[Event]) -> Iterator[str]:
    """Yield in words where the chain is broken; nothing where it is whole. Begins with the first event of all."""
    number, chain = 0, ""
    for event in events:
        if event.number != number + 1:
            yield f"after event {number} comes event {event.number}: what was between them is gone"
        elif event.before != chain:
            yield f"event {event.number} does not follow on event {number}: one of the two was changed"
        if event.chain != seal(event):
            yield f"event {event.number} is not what was written"
        number, chain = event.number, event.chain


def replayed(events: Iterable[Event]) -> dict[str, Entry]:
    """Return the entries that events tell, by id. Raises StoreError where they contradict each other."""
    entries: dict[str, Entry] = {}
    for event in events:
        if event.doing is Doing.INTENDED:
            entries[event.entry] = begun(event)
            continue
        entry = entries.get(event.entry)
        if entry is None:
            raise StoreError(f"Event {event.number} of the journal is about an entry that never began.")
        entries[event.entry] = after(entry, event, held=is_held(entry, entries.values()))
    return entries


def is_held(entry: Entry, among: Iterable[Entry]) -> bool:
    """Whether another entry holds the key of this one."""
    return any(one.key == entry.key and one.id != entry.id and one.state in HOLDING for one in among)
