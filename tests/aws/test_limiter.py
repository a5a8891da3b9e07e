"""The limiter as threads share it, with a clock that only moves when somebody sleeps."""

from threading import Lock, Thread
from weakref import ref

import pytest

from iam_audit.aws import pace
from iam_audit.aws.limiter import Limiter, Limiters


class Clock:
    def __init__(self):
        self.now = 100.0
        self.slept = []
        self._lock = Lock()

    def tick(self):
        return self.now

    def sleep(self, seconds):
        with self._lock:
            self.slept.append(seconds)
            self.now += seconds


def test_a_call_goes_at_once_while_nothing_was_throttled():
    clock = Clock()

    assert Limiter(clock.tick).wait(clock.sleep) == 100.0
    assert clock.slept == []


def test_whoever_is_throttled_slows_all_callers():
    clock = Clock()
    limiter = Limiter(clock.tick)
    limiter.throttled(limiter.wait(clock.sleep))
    slots = [limiter.wait(clock.sleep) for _ in range(3)]

    assert limiter.rate == 5
    assert slots == pytest.approx([100 + pace.HOLD + wait for wait in (0, 0.2, 0.4)])


def test_a_cut_sends_those_who_wait_to_the_end_of_the_new_queue():
    clock = Clock()
    limiter = Limiter(clock.tick)
    limiter.throttled(limiter.wait(clock.sleep))
    limiter.wait(clock.sleep)
    cut = []

    def sleep(seconds):
        clock.sleep(seconds)
        if not cut:
            cut.append(clock.now)
            limiter.throttled(clock.now)

    assert limiter.wait(sleep) >= cut[0] + pace.HOLD


def test_a_wait_ends_with_what_the_sleep_raises():
    clock = Clock()
    limiter = Limiter(clock.tick)
    limiter.throttled(limiter.wait(clock.sleep))

    def refuse(seconds):
        raise TimeoutError

    with pytest.raises(TimeoutError):
        limiter.wait(refuse)


def test_many_threads_together_keep_the_rate():
    clock = Clock()
    limiter = Limiter(clock.tick)
    limiter.throttled(limiter.wait(clock.sleep))
    slots, lock = [], Lock()

    def work():
        for _ in range(5):
            slot = limiter.wait(clock.sleep)
            with lock:
                slots.append(slot)

    threads = [Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    ordered = sorted(slots)
    assert len(ordered) == 40
    assert ordered[-1] - ordered[0] >= 39 / 5 - 1e-6


def test_callers_of_one_service_in_one_account_share_a_limiter():
    limiters = Limiters(Clock().tick)
    one = limiters.of("111122223333", "iam")

    assert limiters.of("111122223333", "iam") is one


def test_an_account_that_was_read_leaves_nothing_behind():
    limiters = Limiters(Clock().tick)
    gone = ref(limiters.of("111122223333", "iam"))

    assert gone() is None


@pytest.mark.parametrize("other", [("111122223333", "sts"), ("444455556666", "iam")])
def test_other_services_and_accounts_are_not_slowed(other):
    limiters = Limiters(Clock().tick)
    one, another = limiters.of("111122223333", "iam"), limiters.of(*other)

    assert one is not another
