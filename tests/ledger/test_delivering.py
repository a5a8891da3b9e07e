"""A round of delivering: every message that may be sent is sent once, and how it went is written down."""

from datetime import timedelta

import pytest

from builders import NOW
from iam_audit.ledger import Delivered, InMemoryLedger, Refused, Round, Route, State, deliver
from ledger_builders import after, audit, saw, subject


@pytest.fixture
def ledger():
    """A ledger with messages for channels a, b and c."""
    ledger = InMemoryLedger()
    audit(ledger, saw(subject(1, *(Route(channel=name) for name in "abc"))))
    return ledger


class Clock:
    """Goes on by so much each time that it is looked at."""

    def __init__(self, step):
        self.now = NOW - step
        self.step = step

    def __call__(self):
        self.now += self.step
        return self.now


def always(moment=NOW):
    return lambda: moment


def test_every_message_is_sent_with_what_it_says(ledger):
    sent = []
    round_ = deliver(ledger, lambda one: sent.append(one) or Delivered(), always())

    assert round_ == Round(delivered=3)
    assert sorted((one.channel, len(one.notices), one.state) for one in sent) == [
        (name, 1, State.SENDING) for name in "abc"
    ]


def test_nothing_is_sent_a_second_time(ledger):
    deliver(ledger, lambda _: Delivered(), always())

    assert deliver(ledger, lambda _: Delivered(), always(after(days=9))) == Round()


def test_a_refusal_is_counted_and_tried_again_in_the_next_round(ledger):
    first = deliver(ledger, lambda _: Refused(error="no"), always())
    second = deliver(ledger, lambda _: Delivered(), always(after(days=1)))

    assert (first, second) == (Round(refused=3), Round(delivered=3))


def test_what_another_process_has_taken_is_left_to_it(ledger):
    def send(envelope):
        for other in ledger.deliverable(NOW):
            ledger.claim(other, NOW)
        return Delivered()

    assert deliver(ledger, send, always()) == Round(delivered=1, taken=2)


def test_no_message_is_begun_when_time_is_running_out(ledger):
    answers = iter([True, False, False])

    assert deliver(ledger, lambda _: Delivered(), always(), lambda: next(answers)) == Round(
        delivered=1, left=2
    )
    assert [one.state for one in ledger.open()] == [State.PENDING] * 2


def test_the_lease_of_each_message_begins_when_its_turn_comes(ledger):
    leases = []

    def send(envelope):
        leases.append(envelope.lease_until)
        return Delivered()

    deliver(ledger, send, Clock(timedelta(minutes=3)))

    assert leases == [after(minutes=10 + minutes) for minutes in (3, 9, 15)]


def test_a_message_that_took_longer_than_its_lease_and_was_taken_over_is_told_in_the_log(ledger, caplog):
    def slow(envelope):
        ledger.claim(next(one for one in ledger.open() if one.key == envelope.key), after(hours=1))
        return Delivered()

    deliver(ledger, slow, always())

    assert caplog.text.count("took longer than its lease") == 3


def test_what_is_raised_while_sending_leaves_the_message_to_be_sent_when_its_lease_is_over(ledger):
    def dies(_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        deliver(ledger, dies, always())

    assert deliver(ledger, lambda _: Delivered(), always()) == Round(delivered=2)
    assert deliver(ledger, lambda _: Delivered(), always(after(minutes=10))) == Round(delivered=1)
