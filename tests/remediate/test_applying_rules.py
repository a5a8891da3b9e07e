"""What speaks against a step right before it is done, where the whole run would show it only with difficulty."""

from datetime import timedelta

import msgspec
import pytest

from builders import NOW
from iam_audit.journal import Entry, State
from iam_audit.remediate import Rule, Stage
from iam_audit.remediate.actions import configure
from iam_audit.remediate.applying import already, expired, late_use, moved, not_as_left, repeated, too_soon
from remediation_builders import FIRST, plan, step
from simulated_keys import SimulatedKey

DAY = timedelta(days=1)
KEY = SimulatedKey(FIRST, "alice", NOW - 400 * DAY)
OFF, DELETE = step(KEY), step(KEY, "delete-access-key")
LIVE = {"user": "alice", "key_status": "Inactive", "last_used_at": None}


def entry(made=OFF, **fields):
    values = {
        "id": f"run-1-{made.id}",
        "key": made.key,
        "account_id": made.target.account_id,
        "target": made.target.key,
        "action": made.action,
        "stage": made.stage,
        "cycle": made.cycle,
        "plan_hash": "",
        "run_id": "run-1",
        "by": "somebody",
        "state": State.DONE,
        "step": msgspec.to_builtins(made),
        "facts_before": {"key_status": "Active", "last_used_at": None},
        "facts_after": {"user": "alice", "key_status": "Inactive"},
        "intended_at": NOW - 60 * DAY,
        "settled_at": NOW - 60 * DAY,
    }
    return Entry(**(values | fields))


def soon(entries, live=LIVE, of_this_run=(), now=NOW, made=DELETE):
    return too_soon(made, configure({})[made.action], entries, of_this_run, live, now)


def test_after_its_quiet_days_nothing_speaks_against_deleting():
    assert soon([entry()]) is None


def test_what_is_not_final_may_follow_at_once():
    assert soon([entry()], of_this_run=[entry()], made=OFF) is None


@pytest.mark.parametrize(
    ("live", "rule"),
    [
        ({}, Rule.USE_UNKNOWN),
        ({"last_used_at": "2026-01-01T00:00:00+00:00"}, Rule.IN_USE),
        ({"quiet_since": "2015-04-22T00:00:00+00:00"}, None),
    ],
)
def test_a_use_that_shows_now_or_is_not_known_keeps_a_key_from_being_deleted(live, rule):
    against = soon([entry()], live={"key_status": "Inactive", **live})

    assert (against.rule if against else None) is rule


def test_of_a_leaked_key_a_use_is_no_news():
    leaked = entry(msgspec.structs.replace(OFF, idle_days=None))

    assert late_use(leaked, {"last_used_at": "2026-01-01T00:00:00+00:00"}) is None


def test_what_switched_it_on_again_ends_the_quiet_days():
    on = entry(step(KEY, "activate-access-key"), settled_at=NOW - 50 * DAY)

    assert soon([entry(), on]).rule is Rule.WAITING


def test_what_was_switched_on_and_off_again_in_between_begins_them_anew():
    on = entry(step(KEY, "activate-access-key"), state=State.UNDONE, undone_at=NOW - 29 * DAY)

    against = soon([entry(), on])
    assert (against.rule, against.until) == (Rule.WAITING, NOW + DAY)
    assert soon([entry(), on], now=NOW + DAY) is None


def test_a_warning_in_between_does_not():
    assert soon([entry(), entry(step(KEY, "warn-owner"), settled_at=NOW - 50 * DAY)]) is None


def test_a_warning_in_the_same_run_does_not_hold_a_deletion_up():
    assert soon([entry()], of_this_run=[entry(step(KEY, "warn-owner"))]) is None


@pytest.mark.parametrize(("quiet", "idle", "days"), [(10, 90, 10), (None, 20, 20), (0, 90, 0)])
def test_the_quiet_days_are_those_of_the_step(quiet, idle, days):
    made = msgspec.structs.replace(DELETE, quiet_days=quiet, idle_days=idle)
    done = entry(settled_at=NOW - days * DAY)

    assert soon([done], made=made) is None
    if days:
        later = soon([done], made=made, now=NOW - timedelta(seconds=1))
        assert (later.rule, later.until) == (Rule.WAITING, NOW)


def test_a_clock_that_was_set_back_deletes_nothing():
    assert soon([entry(settled_at=NOW + DAY)]).rule is Rule.WAITING


@pytest.mark.parametrize(
    ("state", "made_at", "rule"),
    [
        (State.UNDONE, NOW - 2 * DAY, Rule.MOVED),
        (State.UNDONE, NOW, None),
        (State.REVERSED, NOW - 70 * DAY, Rule.MOVED),
        (State.REVERSED, NOW - 2 * DAY, None),
        (State.FAILED, NOW - 70 * DAY, None),
        (State.OPEN, NOW, Rule.WAITING),
        (State.UNDOING, NOW, Rule.WAITING),
    ],
)
def test_only_a_plan_that_saw_it_taken_back_may_do_it_again(state, made_at, rule):
    held = entry(state=state, undone_at=NOW - DAY)
    against = repeated(OFF, plan(OFF, at=made_at), [held])

    assert (against.rule if against else None) is rule


@pytest.mark.parametrize(("done", "rule"), [(True, Rule.DONE), (False, Rule.MOVED), (None, Rule.UNREADABLE)])
def test_what_an_earlier_run_has_done_is_not_done_again(done, rule):
    assert already(OFF, [entry()], done=done).rule is rule
    assert already(OFF, [entry(stage=Stage.ONCE, key="another")], done=done) is None


def test_a_fact_that_is_nothing_and_one_that_is_not_known_are_told_apart():
    made = msgspec.structs.replace(OFF, expects={"user_boundary": None})

    assert moved(made, {"user_boundary": None}) is None
    assert moved(made, {"user_boundary": "arn:aws:iam::1:policy/b"}).rule is Rule.MOVED
    missing = moved(made, {"unread": {"user_boundary": "GetUser is denied."}})
    assert missing.rule is Rule.UNREADABLE
    assert missing.why == "The plan rests on user_boundary, which cannot be read: GetUser is denied."


def test_what_is_not_as_it_was_left_is_not_undone():
    left = {"user": "alice", "key_status": "Inactive", "key_created_at": "x"}

    assert not_as_left(OFF, entry(), left, done=True) is None
    assert not_as_left(OFF, entry(), left, done=None).rule is Rule.UNREADABLE
    assert not_as_left(OFF, entry(), {**left, "user": "bob"}, done=True).rule is Rule.MOVED
    assert not_as_left(OFF, entry(), {"user": "alice"}, done=True).rule is Rule.UNREADABLE
    assert not_as_left(OFF, entry(facts_after={}), left, done=False).rule is Rule.MOVED


def test_a_plan_is_applied_between_its_making_and_its_end():
    made = plan(OFF, at=NOW, hours=1)

    assert expired(made, NOW) is None
    assert expired(made, NOW - timedelta(minutes=5)) is None
    assert "later than now" in expired(made, NOW - timedelta(minutes=6))
    assert "expired" in expired(made, NOW + timedelta(hours=1))
