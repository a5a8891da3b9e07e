from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import NOW, days_ago
from iam_audit.journal import State
from iam_audit.model import Kind
from iam_audit.remediate import Rule, Stage
from iam_audit.remediate.ladder import Climb, Key, Wait, climb, history_of
from iam_audit.remediate.rules import pace_of
from iam_audit.settings import Announcement, ClassDays, RemediateSettings
from remediate.planned import entry

PACE = pace_of(Kind.PERSON, {}, RemediateSettings())
ACTIVE = Key(active=True, used_at=days_ago(200))
INACTIVE = Key(active=False, used_at=days_ago(200))
WARNING, FINAL, OFF = Stage.WARNING, Stage.FINAL_WARNING, Stage.DEACTIVATE


def due(*entries, key=ACTIVE, pace=PACE, now=NOW):
    """Return the rung and the cycle that are due, or the rule for which none is."""
    found = climb(history_of(entries), key, pace, now)
    return (found.stage, found.cycle) if isinstance(found, Climb) else found.rule


def test_it_begins_with_a_warning():
    assert due() == (WARNING, 1)


def test_a_failed_warning_is_given_again_and_counts_for_nothing():
    assert due(entry(WARNING, 20, state=State.FAILED)) == (WARNING, 1)


@pytest.mark.parametrize(
    ("entries", "rung"),
    [
        pytest.param([entry(WARNING, 13.9)], Rule.WAITING, id="warned lately"),
        pytest.param([entry(WARNING, 14)], (FINAL, 1), id="warned two weeks ago"),
        pytest.param([entry(WARNING, 28)], (FINAL, 1), id="as late as may be"),
        pytest.param([entry(WARNING, 28.1)], (WARNING, 2), id="after an outage"),
        pytest.param(
            [entry(WARNING, 21), entry(FINAL, 6.9)], Rule.WAITING, id="warned for the last time lately"
        ),
        pytest.param([entry(WARNING, 21), entry(FINAL, 7)], (OFF, 1), id="a week after the last warning"),
        pytest.param(
            [entry(WARNING, 40), entry(FINAL, 22)], (WARNING, 2), id="the last warning is forgotten"
        ),
        pytest.param([entry(FINAL, 10)], (WARNING, 2), id="a last warning without a first"),
        pytest.param([entry(FINAL, 20), entry(WARNING, 15)], (WARNING, 2), id="warnings the wrong way round"),
        pytest.param([entry(WARNING, 21), entry(FINAL, 8, state=State.OPEN)], Rule.WAITING, id="not settled"),
        pytest.param(
            [entry(WARNING, 21), entry(FINAL, 8, state=State.FAILED)], (FINAL, 1), id="not delivered"
        ),
    ],
)
def test_each_rung_waits_for_the_one_before_as_it_was_delivered(entries, rung):
    assert due(*entries) == rung


def test_a_key_that_was_used_after_the_first_warning_begins_anew():
    used = Key(active=True, used_at=days_ago(3))

    assert due(entry(WARNING, 21), entry(FINAL, 7), key=used) == (WARNING, 2)


def test_a_key_that_was_switched_on_again_begins_anew():
    assert due(entry(WARNING, 60), entry(FINAL, 46), entry(OFF, 39)) == (WARNING, 2)


def test_a_step_that_was_taken_back_begins_anew():
    taken_back = entry(OFF, 2, state=State.UNDONE)

    assert due(entry(WARNING, 23), entry(FINAL, 9), taken_back) == (WARNING, 2)


def test_the_second_cycle_counts_its_own_warnings_alone():
    first = [entry(WARNING, 90), entry(FINAL, 76), entry(OFF, 69, state=State.REVERSED)]

    assert due(*first, entry(WARNING, 5, cycle=2)) is Rule.WAITING
    assert due(*first, entry(WARNING, 15, cycle=2)) == (FINAL, 2)
    assert due(*first, entry(WARNING, 22, cycle=2), entry(FINAL, 8, cycle=2)) == (OFF, 2)


@pytest.mark.parametrize(
    ("days", "rung"),
    [(29.9, Rule.WAITING), (30, (Stage.DELETE, 1)), (44, (Stage.DELETE, 1)), (44.1, (FINAL, 2))],
)
def test_a_key_is_deleted_after_the_quiet_time_and_announced_again_when_that_is_long_ago(days, rung):
    assert due(entry(WARNING, 80), entry(FINAL, 60), entry(OFF, days), key=INACTIVE) == rung


def test_after_the_second_announcement_it_is_deleted():
    history = [entry(OFF, 100), entry(FINAL, 6, cycle=2, status="Inactive")]

    assert due(*history, key=INACTIVE) is Rule.WAITING
    assert due(*history, key=INACTIVE, now=NOW + timedelta(days=1)) == (Stage.DELETE, 2)
    assert due(*history, key=INACTIVE, now=NOW + timedelta(days=60)) == (FINAL, 3)


def test_a_key_that_somebody_else_switched_off_is_not_deleted():
    assert due(key=INACTIVE) is Rule.UNSUITABLE
    assert due(entry(OFF, 60, state=State.UNDONE), key=INACTIVE) is Rule.UNSUITABLE


def test_a_key_that_was_on_again_in_between_is_not_deleted_by_the_clock_of_before():
    back_and_off = [entry(WARNING, 90), entry(FINAL, 76), entry(OFF, 69), entry(WARNING, 20, cycle=2)]

    assert due(*back_and_off, key=INACTIVE) is Rule.UNSUITABLE
    assert (
        due(*back_and_off[:3], entry(WARNING, 20, cycle=2, state=State.FAILED), key=INACTIVE)
        is Rule.UNSUITABLE
    )


def test_a_key_that_was_tried_after_it_was_switched_off_is_not_deleted():
    assert due(entry(OFF, 31), key=Key(active=False, used_at=days_ago(3))) is Rule.IN_USE


def test_without_warnings_it_is_switched_off_at_once():
    assert due(pace=pace_of(Kind.PERSON, {}, RemediateSettings(warnings=()))) == (OFF, 1)


def test_with_one_warning_there_is_one():
    pace = pace_of(Kind.PERSON, {}, RemediateSettings(warnings=(Announcement.FINAL_WARNING,)))

    assert due(pace=pace) == (FINAL, 1)
    assert due(entry(FINAL, 7), pace=pace) == (OFF, 1)


def test_people_and_programs_have_their_own_days_and_who_may_be_either_the_longer_ones():
    settings = RemediateSettings(
        person=ClassDays(warning_days=3), machine=ClassDays(warning_days=30, idle_days=365), idle_days=60
    )
    of = {kind: pace_of(kind, {}, settings) for kind in Kind}

    assert [
        (of[kind].warning.days, of[kind].idle_days) for kind in (Kind.PERSON, Kind.MACHINE, Kind.UNKNOWN)
    ] == [
        (3, 60),
        (30, 365),
        (30, 365),
    ]


@pytest.mark.parametrize(
    ("tags", "days"),
    [
        pytest.param({}, 14, id="no tag"),
        pytest.param({"grace": "30"}, 30, id="more time"),
        pytest.param({"grace": "3"}, 14, id="less time is not to be had"),
        pytest.param({"grace": "9999"}, 60, id="more than the most"),
        pytest.param({"grace": "soon"}, 60, id="no number"),
        pytest.param(None, 60, id="tags that were not read"),
    ],
)
def test_a_tag_can_ask_for_more_time_within_limits(tags, days):
    assert pace_of(Kind.PERSON, tags, RemediateSettings(warning_days_tag="grace")).warning.days == days


STEPS = st.lists(
    st.tuples(
        st.sampled_from([WARNING, FINAL, OFF]),
        st.integers(0, 120),
        st.integers(1, 3),
        st.sampled_from([State.DONE, State.DONE, State.FAILED, State.UNDONE, State.REVERSED]),
    ),
    max_size=6,
)


@given(STEPS, st.integers(0, 300))
def test_whatever_happened_a_key_is_switched_off_only_after_two_warnings_that_were_delivered_in_time(
    steps, used
):
    history = history_of(entry(stage, days, cycle=cycle, state=state) for stage, days, cycle, state in steps)
    key = Key(active=True, used_at=days_ago(used))

    found = climb(history, key, PACE, NOW)

    if isinstance(found, Climb) and found.stage is OFF:
        warned = history.done(WARNING, found.cycle)
        last = history.done(FINAL, found.cycle)
        assert warned
        assert last
        assert warned <= last <= NOW - PACE.final_warning
        assert last >= NOW - PACE.final_warning - PACE.gap
        assert key.used_at <= warned


@given(STEPS, st.integers(0, 300))
def test_whatever_happened_a_key_is_deleted_only_after_it_was_quiet_for_long_enough(steps, used):
    history = history_of(entry(stage, days, cycle=cycle, state=state) for stage, days, cycle, state in steps)

    found = climb(history, Key(active=False, used_at=days_ago(used)), PACE, NOW)

    assert isinstance(found, Wait) or found.stage in (Stage.DELETE, FINAL)
    if isinstance(found, Climb) and found.stage is Stage.DELETE:
        off = history.done(OFF)
        assert off
        assert off <= NOW - PACE.quarantine
        assert days_ago(used) <= off
