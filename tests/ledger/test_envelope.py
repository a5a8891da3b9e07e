"""The steps that a message takes on its way."""

from datetime import timedelta

import pytest

from builders import NOW
from iam_audit.ledger import Delivered, Envelope, InMemoryLedger, Patience, Refused, State
from iam_audit.ledger.envelope import can_be_claimed, claimed, sealed, settled
from ledger_builders import MAIL, after, decide, saw, subject

PATIENCE = Patience()


def envelope(**fields):
    return Envelope(**({"key": "k", "channel": "slack", "recipient": "", "created_at": NOW} | fields))


def failed(attempts=1, **refusal):
    sending = envelope(state=State.SENDING, attempts=attempts)
    return settled(sending, Refused(error="no", **refusal), PATIENCE, NOW)


def wait(one):
    return one.next_attempt_at - NOW


@pytest.mark.parametrize(
    ("one", "can"),
    [
        (envelope(), True),
        (envelope(state=State.HELD, lease_until=after(seconds=1)), False),
        (envelope(state=State.HELD, lease_until=NOW), True),
        (envelope(state=State.SENDING, lease_until=after(seconds=1)), False),
        (envelope(state=State.SENDING, lease_until=NOW), True),
        (envelope(state=State.FAILED, attempted_at=NOW, next_attempt_at=after(seconds=1)), False),
        (envelope(state=State.FAILED, attempted_at=NOW, next_attempt_at=NOW), True),
        (envelope(state=State.FAILED, attempted_at=NOW, next_attempt_at=None), True),
        (envelope(state=State.SENT), False),
        (envelope(state=State.DEAD), False),
    ],
    ids=lambda value: value.state if isinstance(value, Envelope) else str(value),
)
def test_what_may_be_sent_now(one, can):
    assert can_be_claimed(one, NOW) is can


def test_what_failed_before_the_clock_was_set_back_may_be_sent_now():
    assert can_be_claimed(failed(), after(days=-300)) is False
    tried = claimed(envelope(), PATIENCE, NOW)
    again = settled(tried, Refused(error="no"), PATIENCE, NOW)
    assert can_be_claimed(again, after(days=-300))


def test_a_lease_does_not_end_because_the_clock_was_set_back():
    assert not can_be_claimed(claimed(envelope(), PATIENCE, NOW), after(days=-300))


@pytest.mark.parametrize(
    ("attempts", "minutes"), [(1, 15), (2, 30), (3, 60), (4, 120), (5, 240), (6, 360), (9, 360)]
)
def test_each_failure_is_waited_out_longer_up_to_a_limit(attempts, minutes):
    assert wait(failed(attempts)) == timedelta(minutes=minutes)


def test_a_channel_that_asks_for_patience_gets_it():
    assert wait(failed(retry_after=timedelta(hours=2))) == timedelta(hours=2)


def test_a_channel_that_asks_for_less_than_we_would_wait_does_not_make_us_hurry():
    assert wait(failed(retry_after=timedelta(seconds=1))) == timedelta(minutes=15)


def test_a_channel_cannot_put_us_off_for_ever():
    assert wait(failed(retry_after=timedelta(days=900))) == timedelta(days=1)


@pytest.mark.parametrize(("attempts", "state"), [(9, State.FAILED), (10, State.DEAD), (11, State.DEAD)])
def test_after_the_last_attempt_it_is_given_up(attempts, state):
    assert failed(attempts).state is state


def test_a_permanent_refusal_is_given_up_at_once():
    one = failed(permanent=True)

    assert (one.state, one.settled_at, one.error, one.next_attempt_at) == (State.DEAD, NOW, "no", None)


def test_what_was_sent_in_the_end_has_no_error():
    tried = claimed(failed(), PATIENCE, after(hours=1))
    sent = settled(tried, Delivered(receipt="r"), PATIENCE, after(hours=2))

    assert (sent.state, sent.attempts, sent.error, sent.receipt) == (State.SENT, 2, None, "r")
    assert (sent.lease_until, sent.next_attempt_at, sent.settled_at) == (None, None, after(hours=2))


def test_the_key_is_the_same_for_the_same_content_and_moment_only():
    notices = decide(InMemoryLedger(), saw(subject(1), subject(2))).notices

    keys = [
        sealed(some, now)[0].key
        for some, now in [
            (notices, NOW),
            (notices[::-1], NOW),
            (notices[:1], NOW),
            (notices, after(seconds=1)),
        ]
    ]
    assert keys[0] == keys[1]
    assert len(set(keys)) == 3


def test_there_is_one_envelope_for_each_recipient_and_channel():
    notices = decide(InMemoryLedger(), saw(subject(1, MAIL), subject(2, MAIL), subject(3))).notices

    assert [(one.channel, len(one.notices)) for one in sealed(notices, NOW)] == [("mail", 2), ("slack", 1)]
