"""Reads the course of a rotation from the journal. Pure."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from iam_audit.journal import Entry, State
from iam_audit.rotation.nouns import Act, Course

ACTS = frozenset(Act)
STANDING = (State.DONE,)


def courses(entries: Iterable[Entry]) -> dict[tuple[str, str], Course]:
    """Return the latest rotation of every user, by account and name."""
    known = [one for one in entries if one.action in ACTS]
    begun = {
        (one.account_id, _user(one)): one
        for one in sorted(known, key=lambda one: one.cycle)
        if one.action == Act.CREATE
    }
    return {key: course_of(first, known) for key, first in sorted(begun.items())}


def course_of(created: Entry, entries: Iterable[Entry]) -> Course:
    """Return the rotation that began with an entry."""
    before, after = created.facts_before, created.facts_after or {}
    new_key = str(after["key_id"]) if created.state is State.DONE and "key_id" in after else None
    same = [one for one in entries if one.cycle == created.cycle and one.account_id == created.account_id]
    old_key = str(before["replaces"])
    store = _last(same, Act.STORE, new_key)
    verified, told = _last(same, Act.VERIFY, new_key), _last(same, Act.TELL, new_key)
    off, gone = _last(same, Act.DEACTIVATE, old_key), _last(same, Act.DELETE, old_key)
    discarded = _last(same, Act.DISCARD, new_key) if new_key else None
    return Course(
        account_id=created.account_id,
        user_name=_user(created),
        cycle=created.cycle,
        old_key=old_key,
        place=str(before["place"]),
        begun_at=created.intended_at,
        asked_at=datetime.fromisoformat(str(before["asked_at"])),
        keys_before=_texts(before, "key_ids"),
        creating=created.id if created.state is State.OPEN else None,
        new_key=new_key,
        stored=store is not None,
        where=str(_fact(store, "where")),
        verified_at=_when(verified),
        told_at=_when(told),
        told_to=str(_fact(told, "to")),
        deactivated_at=_when(off),
        deactivation=off.id if off else None,
        deleted_at=_when(gone),
        discarded_at=_when(discarded),
        failed=(created.error or "no key was made") if created.state is State.FAILED else None,
    )


def open_entries(entries: Iterable[Entry], course: Course) -> tuple[Entry, ...]:
    """Return the moves of a rotation that were begun, and of which nobody wrote down what became, the first first."""
    order = list(Act)
    mine = (course.new_key, course.old_key, course.user_name)
    found = [
        one
        for one in entries
        if one.state is State.OPEN
        and one.account_id == course.account_id
        and one.action in ACTS
        and one.cycle == course.cycle
        and _target_id(one) in mine
    ]
    return tuple(sorted(found, key=lambda one: order.index(Act(one.action))))


def _last(entries: Iterable[Entry], act: Act, key_id: str | None) -> Entry | None:
    """Return the latest entry of a move that stands."""
    found = [
        one for one in entries if one.action == act and _target_id(one) == key_id and one.state in STANDING
    ]
    return found[-1] if found else None


def _when(entry: Entry | None) -> datetime | None:
    return entry.settled_at if entry else None


def _fact(entry: Entry | None, name: str) -> object:
    return (entry.facts_after or {}).get(name, "") if entry else ""


def _texts(facts: Mapping[str, object], name: str) -> tuple[str, ...]:
    found = facts.get(name)
    return tuple(map(str, found)) if isinstance(found, list) else ()


def _target(entry: Entry) -> Mapping[str, object]:
    found = entry.step.get("target")
    return found if isinstance(found, dict) else {}


def _target_id(entry: Entry) -> str:
    return str(_target(entry).get("id", ""))


def _user(entry: Entry) -> str:
    return str(_target(entry).get("user_name", ""))
