"""The laws of the limiter, in a time of its own: nothing here waits."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from iam_audit.aws import pace
from iam_audit.aws.pace import SLOWEST, START, STEPS, Pace

MOMENTS = st.lists(st.floats(0.0, 0.5), min_size=1, max_size=60)


def throttled(rate):
    """A pace that was cut while so many calls a second were answered, one at a time."""
    law = Pace()
    for number in range(rate):
        law.answered(10 + number / rate)
    law.throttled(11, 11)
    return law


def settled():
    return 11 + pace.HOLD


def test_nothing_is_held_back_before_aws_throttles():
    law = Pace()

    assert [law.reserve(5.0) for _ in range(1000)] == [5.0] * 1000


@given(rate=st.integers(20, 500))
def test_throttling_halves_the_rate_that_was_answered(rate):
    assert throttled(rate).rate in (rate / 2, (rate - 1) / 2)  # the first of them may be a second old


def test_a_first_call_that_is_throttled_leaves_a_rate_to_go_on_with():
    law = Pace()
    law.throttled(0, 0)

    assert law.rate == START / 2


@given(cuts=st.integers(1, 30))
def test_the_rate_never_falls_below_what_is_always_tried(cuts):
    law = throttled(20)
    for number in range(cuts):
        law.throttled(100 + number * 10, 100 + number * 10)

    assert law.rate >= SLOWEST


@given(rate=st.integers(20, 200), pauses=MOMENTS)
def test_never_more_calls_than_the_rate_allows(rate, pauses):
    law, now, slots = throttled(rate), settled(), []
    for pause in pauses:
        now += pause
        slots.append(law.reserve(now))

    assert all(later - earlier >= 1 / law.rate - 1e-9 for earlier, later in pairwise(slots))


@given(rate=st.integers(20, 200), pauses=MOMENTS)
def test_whoever_asks_first_goes_first_and_nobody_goes_before_asking(rate, pauses):
    law, now, asked, slots = throttled(rate), settled(), [], []
    for pause in pauses:
        now += pause
        asked.append(now)
        slots.append(law.reserve(now))

    assert slots == sorted(slots)
    assert all(slot >= moment for slot, moment in zip(slots, asked, strict=True))


@given(rate=st.integers(20, 200))
def test_nothing_is_sent_right_after_a_cut(rate):
    assert throttled(rate).reserve(11.0) >= settled()


@given(rate=st.integers(20, 200), others=st.integers(1, 50))
def test_calls_that_were_throttled_together_halve_the_rate_once(rate, others):
    law = throttled(rate)
    before = law.rate
    for number in range(others):
        law.throttled(11 + number / 1000, 11.5)

    assert law.rate == before


@given(rate=st.integers(20, 200))
def test_a_rate_that_is_used_recovers_in_equal_steps(rate):
    law = throttled(rate)
    lowest, now, reached = law.rate, settled(), []
    for _ in range(STEPS + 1):
        ends = now + 1
        while (now := law.reserve(now)) < ends:
            law.answered(now)
        reached.append(law.rate)

    assert law.rate >= 2 * lowest
    steps = [later - earlier for earlier, later in pairwise(reached)]
    assert max(steps) - min(steps) < max(steps) * 0.5


def test_a_rate_that_is_not_used_does_not_grow():
    law = throttled(100)
    before = law.rate
    law.answered(1000.0)

    assert law.rate - before <= 0.2


def test_a_throttle_after_the_recovery_cuts_again():
    law = throttled(100)
    law.throttled(settled(), settled())

    assert law.cuts == 2
