"""What an event makes of an entry. Pure: the entries are nothing but what the events tell, so both can be compared."""

from types import MappingProxyType

import msgspec

from iam_audit.errors import StoreError
from iam_audit.journal.records import Doing, Entry, Event, State

HOLDING = (State.OPEN, State.DONE, State.UNDOING)
"""The states in which an entry holds its key, so that nobody else can begin the same."""
UNSETTLED = (State.OPEN, State.UNDOING)
"""The states in which only AWS knows what is true."""

MOVES = MappingProxyType(
    {
        (State.OPEN, Doing.DONE): State.DONE,
        (State.OPEN, Doing.FAILED): State.FAILED,
        (State.OPEN, Doing.UNCERTAIN): State.OPEN,
        # One that was settled as failed while its run had only been held up: what it did counts.
        (State.FAILED, Doing.DONE): State.DONE,
        (State.DONE, Doing.UNDO_INTENDED): State.UNDOING,
        (State.DONE, Doing.REVERSED): State.REVERSED,
        (State.UNDOING, Doing.UNDONE): State.UNDONE,
        (State.UNDOING, Doing.UNDO_FAILED): State.DONE,
        (State.UNDOING, Doing.UNCERTAIN): State.UNDOING,
    }
)
THERE_ALREADY = frozenset(
    {
        (State.DONE, Doing.DONE),
        (State.FAILED, Doing.FAILED),
        (State.UNDONE, Doing.UNDONE),
        (State.REVERSED, Doing.REVERSED),
    }
)
"""What may be said again and changes nothing."""


def says_nothing_new(entry: Entry, doing: Doing) -> bool:
    """Whether an entry stands already where an event would bring it."""
    return (entry.state, doing) in THERE_ALREADY


def begun(event: Event) -> Entry:
    """Return the entry that an event of intent opens. Raises StoreError where the event holds none."""
    try:
        return msgspec.convert(event.body, Entry)
    except msgspec.ValidationError as error:
        raise StoreError(f"Event {event.number} of the journal holds no entry: {error}.") from error


def after(entry: Entry, event: Event, *, held: bool = False) -> Entry:
    """Return an entry as an event leaves it. Raises StoreError for an event that cannot follow.

    `held` says that another entry holds the same key by now: then one that failed stays so, whatever came later.
    """
    state = MOVES.get((entry.state, event.doing))
    if state is None:
        raise StoreError(f"Entry {entry.id} of the journal is {entry.state}: it cannot be {event.doing}.")
    if held and entry.state is State.FAILED:
        return entry
    changed = msgspec.structs.replace(entry, state=state, error=_error(event))
    match event.doing:
        case Doing.DONE:
            return msgspec.structs.replace(changed, settled_at=event.at, facts_after=_facts(event))
        case Doing.FAILED:
            return msgspec.structs.replace(changed, settled_at=event.at)
        case Doing.UNDONE | Doing.REVERSED:
            return msgspec.structs.replace(changed, undone_at=event.at)
        case _:
            return changed


def _facts(event: Event) -> dict[str, object] | None:
    facts = event.body.get("facts")
    return {str(name): value for name, value in facts.items()} if isinstance(facts, dict) else None


def _error(event: Event) -> str | None:
    error = event.body.get("error")
    return None if error is None else str(error)
