"""What is remembered of CloudTrail, in both databases."""

from datetime import timedelta

import pytest

from iam_audit.store import open_store
from iam_audit.trail.book import Mark, TrailBook, next_start
from iam_audit.trail.parsing import from_entry
from trail_records import ACCOUNT_ID, KEY_ID, NOW, entry, hours

OVERLAP, KEPT = timedelta(hours=3), timedelta(days=90)


@pytest.fixture(params=["sqlite", "postgresql"])
def book(request, tmp_path):
    url = f"sqlite:///{tmp_path}/store.sqlite"
    if request.param == "postgresql":
        name = "".join(part for part in request.node.originalname if part.isalnum())[-40:].lower()
        url = request.getfixturevalue("new_database")(name)
    with open_store(url) as store:
        yield TrailBook(store)


def event(number: int, account_id: str = ACCOUNT_ID):
    at = hours(number)
    raw = entry(f"e{number}", "DeleteAccessKey", at, key=KEY_ID, recipientAccountId=account_id)
    return from_entry(raw | {"EventTime": at}, account_id)


def test_events_are_kept_once_and_come_back_as_they_were(book):
    assert book.keep(ACCOUNT_ID, [event(1), event(2)], hours(0), hours(3)) == 2
    assert book.keep(ACCOUNT_ID, [event(2), event(3)], hours(0), hours(4)) == 1

    assert book.events() == (event(1), event(2), event(3))
    assert book.events([ACCOUNT_ID], hours(2), hours(2)) == (event(2),)
    assert book.events(["210987654321"]) == ()
    assert book.events([]) == ()


def test_the_mark_moves_with_what_was_asked_without_a_gap(book):
    assert book.mark(ACCOUNT_ID) is None
    book.keep(ACCOUNT_ID, [], hours(0), hours(5))
    book.keep(ACCOUNT_ID, [], hours(2), hours(8))
    assert book.mark(ACCOUNT_ID) == Mark(account_id=ACCOUNT_ID, since=hours(0), until=hours(8))

    book.keep(ACCOUNT_ID, [], hours(20), hours(21))
    assert book.mark(ACCOUNT_ID).since == hours(20)
    book.keep(ACCOUNT_ID, [], hours(1), hours(2))
    assert book.mark(ACCOUNT_ID) == Mark(account_id=ACCOUNT_ID, since=hours(20), until=hours(21))


def test_many_events_fit(book):
    events = [event(number) for number in range(450)]

    assert book.keep(ACCOUNT_ID, events, hours(0), hours(500)) == 450


def test_the_next_look_begins_before_the_end_of_the_last_one():
    mark = Mark(account_id=ACCOUNT_ID, since=hours(-99), until=NOW)

    assert next_start(mark, hours(24), OVERLAP, KEPT) == NOW - OVERLAP
    assert next_start(None, NOW, OVERLAP, KEPT) == NOW - KEPT
    assert next_start(mark, NOW + timedelta(days=400), OVERLAP, KEPT) == NOW + timedelta(days=310)
