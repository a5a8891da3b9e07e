"""Finds out what became of the moves that a run began and did not live to end."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import assert_never

from iam_audit.journal import Entry
from iam_audit.remediate import Facts
from iam_audit.rotation.deciding import SETTLED
from iam_audit.rotation.making import Tools
from iam_audit.rotation.nouns import Act, Course, LiveUser

GONE: Facts = {"key_status": None}


def settle(tools: Tools, entry: Entry, course: Course, user: LiveUser) -> Iterator[str]:
    """Write down what is true now, and yield it as a sentence. Raises PlaceError when a place does not tell."""
    new, old = course.new_key or "", user.key(course.old_key)
    match Act(entry.action):
        case Act.CREATE:
            if sentence := _creation(tools, entry, course, user):
                yield sentence
        case Act.STORE:
            _note(tools, entry, {"where": tools.place.where(new)} if tools.place.holds(new) else None)
        case Act.VERIFY | Act.TELL:
            tools.writer.failed(entry.id, "The run ended before it was known; it is done again.")
        case Act.DEACTIVATE:
            _note(tools, entry, None if old and old.active else {"key_status": "Inactive"})
        case Act.DELETE:
            _note(tools, entry, GONE if old is None else None)
        case Act.DISCARD:
            _note(tools, entry, GONE if user.key(new) is None else None)
        case never:
            assert_never(never)


def _note(tools: Tools, entry: Entry, after: Facts | None) -> None:
    """Write down what a crash left: done, as it is read now, or not."""
    if after is None:
        tools.writer.failed(entry.id, "The run ended before it was done.")
    else:
        tools.writer.done(entry.id, after)


def _creation(tools: Tools, entry: Entry, course: Course, user: LiveUser) -> str | None:
    """Find out whether a creation of which nobody knows made a key; then its secret is lost, and it is deleted.

    Returns what was done; None while AWS may not know yet. A key that somebody else made is told by its time.
    """
    ours = [
        one
        for one in user.keys
        if one.id not in course.keys_before
        and course.asked_at <= _rounded_up(one.created_at) <= course.asked_at + SETTLED
    ]
    if ours:
        tools.writer.done(entry.id, {"key_id": ours[0].id})
        return f"{ours[0].id} was made by a run that ended before it knew of it"
    if tools.now() < entry.intended_at + SETTLED:
        return None
    tools.writer.failed(entry.id, "The run ended before a key was made.")
    return "no key was made by the run before"


def _rounded_up(at: datetime) -> datetime:
    """AWS dates keys and answers to the second."""
    return at.astimezone(UTC).replace(microsecond=0)
