"""A past that was changed shows."""

import msgspec
import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from builders import ACCOUNT_ID, NOW
from iam_audit.errors import StoreError
from iam_audit.journal import Doing, InMemoryJournal, breaks, replayed
from iam_audit.journal.sql import SqlJournal
from iam_audit.journal.sql_tables import ENTRY, EVENT
from journal_builders import HOUR, entry


def fill(journal):
    lease = journal.lease(ACCOUNT_ID, "run-1", NOW, HOUR)
    for number in (1, 2):
        journal.intend(entry(number), lease, NOW)
        journal.note(f"run-1-{number}", Doing.DONE, NOW)
    return journal


@pytest.fixture
def events():
    return list(fill(InMemoryJournal()).events())


def test_a_chain_that_nobody_touched_is_whole(events):
    assert list(breaks(events)) == []
    assert list(breaks([])) == []


@pytest.mark.parametrize(
    "change", [{"doing": Doing.FAILED}, {"by": "somebody else"}, {"at": NOW + HOUR}, {"body": {"a": 1}}]
)
def test_a_changed_event_shows(events, change):
    events[1] = msgspec.structs.replace(events[1], **change)

    assert list(breaks(events)) == ["event 2 is not what was written"]


def test_an_event_that_is_changed_and_sealed_anew_shows_in_the_next(events):
    from iam_audit.journal.chain import seal

    forged = msgspec.structs.replace(events[1], by="somebody else")
    events[1] = msgspec.structs.replace(forged, chain=seal(forged))

    assert list(breaks(events)) == ["event 3 does not follow on event 2: one of the two was changed"]


def test_a_gap_shows(events):
    del events[1]

    assert list(breaks(events)) == ["after event 1 comes event 3: what was between them is gone"]


def test_a_missing_beginning_shows(events):
    assert list(breaks(events[1:])) == ["after event 0 comes event 2: what was between them is gone"]


def test_events_about_nothing_are_no_history(events):
    with pytest.raises(StoreError, match="Event 2 of the journal is about an entry that never began"):
        replayed(events[1:])


def test_an_intent_without_an_entry_is_no_history(events):
    with pytest.raises(StoreError, match="Event 1 of the journal holds no entry"):
        replayed([msgspec.structs.replace(events[0], body={})])


# In the database


def test_a_row_that_somebody_changed_in_the_database_shows(store):
    journal = fill(SqlJournal(store))
    with store.writing() as connection:
        connection.execute(update(EVENT).where(EVENT.c.number == 2).values(doing="failed"))

    assert list(breaks(journal.events())) == ["event 2 is not what was written"]


def test_a_row_that_somebody_took_out_of_the_database_shows(store):
    journal = fill(SqlJournal(store))
    with store.writing() as connection:
        connection.execute(delete(EVENT).where(EVENT.c.number == 2))

    assert list(breaks(journal.events())) == ["after event 1 comes event 3: what was between them is gone"]


def test_the_database_itself_lets_nobody_hold_a_key_twice(store):
    fill(SqlJournal(store))
    with store.reading() as connection:
        row = dict(connection.execute(select(ENTRY).where(ENTRY.c.id == "run-1-1")).mappings().one())

    with pytest.raises(StoreError) as caught, store.writing() as connection:
        connection.execute(insert(ENTRY), {**row, "id": "run-2-1"})
    assert isinstance(caught.value.__cause__, IntegrityError)


def test_the_database_itself_lets_no_two_events_follow_on_one(store):
    fill(SqlJournal(store))
    with store.reading() as connection:
        row = dict(connection.execute(select(EVENT).where(EVENT.c.number == 4)).mappings().one())

    with pytest.raises(StoreError) as caught, store.writing() as connection:
        connection.execute(insert(EVENT), {**row, "number": 5})
    assert isinstance(caught.value.__cause__, IntegrityError)


def test_more_events_than_are_read_at_once_come_in_order(store, monkeypatch):
    monkeypatch.setattr("iam_audit.journal.sql.BATCH", 3)

    assert [one.number for one in fill(SqlJournal(store)).events()] == [1, 2, 3, 4]
