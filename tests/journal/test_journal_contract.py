"""What holds for every journal, whatever it is kept in."""

from datetime import timedelta

import msgspec
import pytest

from builders import ACCOUNT_ID, NOW
from iam_audit.errors import StoreError
from iam_audit.journal import Doing, State, breaks, replayed
from journal_builders import HOUR, TARGET, entry

OTHER_ACCOUNT = "444455556666"


def lease_of(journal, holder="run-1", now=NOW, account_id=ACCOUNT_ID):
    return journal.lease(account_id, holder, now, HOUR)


def intend(journal, *entries, now=NOW):
    for one in entries:
        lease = lease_of(journal, one.run_id, now, one.account_id)
        assert journal.intend(one, lease, now)
        journal.release(lease)


# Leases


def test_one_run_at_a_time_has_the_lease_of_an_account(journal):
    first = lease_of(journal)

    assert first.until == NOW + HOUR
    assert lease_of(journal, "run-2") is None
    assert lease_of(journal, "run-2", account_id=OTHER_ACCOUNT) is not None


def test_a_lease_is_renewed_by_its_holder_and_keeps_its_token(journal):
    first = lease_of(journal)
    again = lease_of(journal, now=NOW + HOUR / 2)

    assert again.until == NOW + 1.5 * HOUR
    assert again.token == first.token


def test_a_lease_that_is_given_back_or_over_goes_to_the_next_with_a_higher_token(journal):
    first = lease_of(journal)
    journal.release(first)
    second = lease_of(journal, "run-2")
    third = lease_of(journal, "run-3", NOW + HOUR)

    assert first.token < second.token < third.token


def test_giving_back_a_lease_that_was_lost_takes_nothing_from_its_new_holder(journal):
    lost = lease_of(journal)
    lease_of(journal, "run-2", NOW + HOUR)
    journal.release(lost)

    assert lease_of(journal, "run-3", NOW + HOUR) is None


# Intents


def test_an_intent_comes_back_as_it_was_written(journal):
    intend(journal, entry())

    assert journal.entry("run-1-1") == entry()
    assert journal.unsettled(ACCOUNT_ID) == (entry(),)
    assert [one.doing for one in journal.events()] == [Doing.INTENDED]


def test_what_was_never_written_is_not_there(journal):
    assert journal.entry("run-1-1") is None
    assert journal.entries() == journal.unsettled(ACCOUNT_ID) == ()
    assert list(journal.events()) == []


def test_without_the_lease_nothing_is_intended(journal):
    lost = lease_of(journal)
    lease_of(journal, "run-2", NOW + HOUR)
    never_taken = msgspec.structs.replace(lost, account_id=OTHER_ACCOUNT)

    assert not journal.intend(entry(), lost, NOW + HOUR)
    assert not journal.intend(entry(), never_taken, NOW)
    assert journal.entries() == ()


def test_a_lease_that_is_over_is_not_enough_even_where_nobody_took_it(journal):
    lease = lease_of(journal)

    assert not journal.intend(entry(), lease, NOW + HOUR)
    assert journal.intend(entry(), lease, NOW + HOUR - timedelta(seconds=1))


@pytest.mark.parametrize(
    ("became", "free"),
    [
        ([], False),
        ([Doing.UNCERTAIN], False),
        ([Doing.DONE], False),
        ([Doing.DONE, Doing.UNDO_INTENDED], False),
        ([Doing.DONE, Doing.UNDO_INTENDED, Doing.UNDO_FAILED], False),
        ([Doing.FAILED], True),
        ([Doing.DONE, Doing.REVERSED], True),
        ([Doing.DONE, Doing.UNDO_INTENDED, Doing.UNDONE], True),
    ],
)
def test_a_step_is_begun_again_only_when_the_last_attempt_holds_no_more(journal, became, free):
    intend(journal, entry())
    for doing in became:
        journal.note("run-1-1", doing, NOW)
    again = entry(id="run-2-1", run_id="run-2")

    assert journal.intend(again, lease_of(journal, "run-2"), NOW) is free
    assert (journal.entry("run-2-1") is not None) is free


def test_one_run_begins_a_step_once_even_when_it_failed(journal):
    intend(journal, entry())
    journal.note("run-1-1", Doing.FAILED, NOW)

    assert not journal.intend(entry(), lease_of(journal), NOW)


# Outcomes


def test_what_was_read_back_is_kept_with_its_moment(journal):
    intend(journal, entry())
    done = journal.note("run-1-1", Doing.DONE, NOW + HOUR, {"facts": {"key_status": "Inactive"}})

    assert done.state is State.DONE
    assert done.settled_at == NOW + HOUR
    assert done.facts_after == {"key_status": "Inactive"}
    assert journal.entry("run-1-1") == done
    assert journal.unsettled(ACCOUNT_ID) == ()


def test_a_failure_keeps_what_aws_said(journal):
    intend(journal, entry())
    failed = journal.note("run-1-1", Doing.FAILED, NOW, {"error": "AWS refused"})

    assert (failed.state, failed.error, failed.facts_after) == (State.FAILED, "AWS refused", None)


def test_what_is_uncertain_stays_open(journal):
    intend(journal, entry())
    open_still = journal.note("run-1-1", Doing.UNCERTAIN, NOW, {"error": "no answer"})

    assert (open_still.state, open_still.error, open_still.settled_at) == (State.OPEN, "no answer", None)
    assert journal.unsettled(ACCOUNT_ID) == (open_still,)


def test_an_undoing_that_failed_leaves_it_done(journal):
    intend(journal, entry())
    journal.note("run-1-1", Doing.DONE, NOW, {"facts": {"key_status": "Inactive"}})
    journal.note("run-1-1", Doing.UNDO_INTENDED, NOW)
    assert [one.id for one in journal.unsettled(ACCOUNT_ID)] == ["run-1-1"]

    back = journal.note("run-1-1", Doing.UNDO_FAILED, NOW, {"error": "denied"})
    assert (back.state, back.facts_after, back.error) == (State.DONE, {"key_status": "Inactive"}, "denied")


def test_saying_again_what_is_known_adds_nothing(journal):
    intend(journal, entry())
    done = journal.note("run-1-1", Doing.DONE, NOW)

    assert journal.note("run-1-1", Doing.DONE, NOW + HOUR) == done
    assert len(list(journal.events())) == 2


@pytest.mark.parametrize("doing", [Doing.INTENDED, Doing.UNDONE, Doing.UNDO_INTENDED, Doing.REVERSED])
def test_what_cannot_follow_is_refused_and_not_written(journal, doing):
    intend(journal, entry())

    with pytest.raises(StoreError, match=f"run-1-1 of the journal is open: it cannot be {doing}"):
        journal.note("run-1-1", doing, NOW)
    assert len(list(journal.events())) == 1


def test_an_entry_of_another_store_is_named(journal):
    with pytest.raises(StoreError, match="has no entry run-9-9"):
        journal.note("run-9-9", Doing.DONE, NOW)


def test_a_run_that_was_held_up_and_did_it_after_all_is_believed(journal):
    intend(journal, entry())
    journal.note("run-1-1", Doing.FAILED, NOW + HOUR, run_id="run-2")

    assert journal.note("run-1-1", Doing.DONE, NOW + 2 * HOUR).state is State.DONE


def test_but_it_does_not_take_the_key_from_the_run_that_has_begun_it_anew(journal):
    intend(journal, entry())
    journal.note("run-1-1", Doing.FAILED, NOW, run_id="run-2")
    intend(journal, entry(id="run-2-1", run_id="run-2"))

    assert journal.note("run-1-1", Doing.DONE, NOW).state is State.FAILED
    assert [one.state for one in journal.entries()] == [State.FAILED, State.OPEN]
    assert replayed(journal.events()) == {one.id: one for one in journal.entries()}


# Looking


def test_entries_are_found_by_account_target_and_run(journal):
    elsewhere = {"account_id": OTHER_ACCOUNT, "target": "other", "run_id": "run-2", "id": "run-2-2"}
    intend(journal, entry(1), entry(2, **elsewhere), entry(3))

    def ids(**asked):
        return [one.id for one in journal.entries(**asked)]

    assert ids() == ["run-1-1", "run-2-2", "run-1-3"]
    assert ids(account_ids=[OTHER_ACCOUNT]) == ids(target="other") == ids(run_id="run-2") == ["run-2-2"]
    assert ids(account_ids=[ACCOUNT_ID], target=TARGET, run_id="run-1") == ["run-1-1", "run-1-3"]
    assert ids(account_ids=[]) == []


def test_events_tell_who_said_what_and_can_be_read_from_anywhere(journal):
    intend(journal, entry())
    journal.note("run-1-1", Doing.DONE, NOW + HOUR, {"receipt": "m-1"}, run_id="run-2", by="somebody")

    first, second = journal.events()
    assert (first.number, first.run_id, first.body["key"]) == (1, "run-1", entry().key)
    assert (second.number, second.run_id, second.by, second.at) == (2, "run-2", "somebody", NOW + HOUR)
    assert second.body == {"receipt": "m-1"}
    assert list(journal.events(since=1)) == [second]


def test_the_events_alone_tell_the_same_as_the_entries(journal):
    intend(journal, entry(1), entry(2), entry(3))
    journal.note("run-1-1", Doing.DONE, NOW, {"facts": {"key_status": "Inactive", "n": 1.5}})
    journal.note("run-1-2", Doing.FAILED, NOW, {"error": "denied"})
    journal.note("run-1-1", Doing.UNDO_INTENDED, NOW)
    journal.note("run-1-1", Doing.UNDONE, NOW + HOUR)

    assert list(replayed(journal.events()).values()) == list(journal.entries())
    assert list(breaks(journal.events())) == []
