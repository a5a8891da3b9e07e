"""What holds for every ledger, whatever it is kept in."""

from datetime import timedelta

import msgspec
import pytest

from builders import ACCOUNT_ID, NOW
from iam_audit.ledger import (
    Decisions,
    Delivered,
    Fate,
    Refused,
    Route,
    Snooze,
    Stage,
    State,
    deliver,
)
from ledger_builders import DELAY, MAIL, SLACK, after, audit, decide, fingerprint, saw, stages, subject

OTHER_ACCOUNT = "444455556666"
DELIVERED = Delivered()


def recall(ledger, *account_ids):
    return ledger.recall(account_ids or [ACCOUNT_ID])


def the_only(things):
    (one,) = things
    return one


def claim_all(ledger, now=NOW):
    claims = (ledger.claim(one, now) for one in ledger.deliverable(now))
    return [one for one in claims if one is not None]


def deliver_all(ledger, now=NOW, outcome=DELIVERED):
    return deliver(ledger, lambda _: outcome, lambda: now)


# Remembering


def test_an_empty_ledger_knows_nothing(ledger):
    assert recall(ledger).episodes == recall(ledger).heard == recall(ledger).snoozes == ()
    assert ledger.open() == ledger.closed(after(days=-1000)) == ()


def test_an_episode_comes_back_as_it_was_decided(ledger):
    decisions = decide(ledger, saw(subject()))
    ledger.enqueue(decisions, NOW)

    assert recall(ledger).episodes == decisions.episodes


def test_only_the_accounts_that_are_asked_for_are_recalled(ledger):
    audit(ledger, saw(subject(1), subject(2, account_id=OTHER_ACCOUNT)))

    assert [one.fingerprint for one in recall(ledger, OTHER_ACCOUNT).episodes] == [fingerprint(2)]
    assert [one.fingerprint for one in recall(ledger, OTHER_ACCOUNT).heard] == [fingerprint(2)]
    assert len(recall(ledger, ACCOUNT_ID, OTHER_ACCOUNT, ACCOUNT_ID).episodes) == 2
    assert ledger.recall([]).episodes == ()


def test_a_late_writer_does_not_take_an_episode_back_to_an_earlier_cycle(ledger):
    first = decide(ledger, saw(subject())).episodes[0]
    second = msgspec.structs.replace(first, cycle=2)
    ledger.enqueue(Decisions(episodes=(second,)), NOW)
    other = msgspec.structs.replace(first, fingerprint=fingerprint(2))
    ledger.enqueue(Decisions(episodes=(first, other)), NOW)

    assert {one.fingerprint: one.cycle for one in recall(ledger).episodes} == {
        fingerprint(1): 2,
        fingerprint(2): 1,
    }


def test_what_is_gone_is_remembered_with_its_facts(ledger):
    audit(ledger, saw(subject()))
    audit(ledger, saw(), after(days=1))

    episode = the_only(recall(ledger).episodes)
    assert (episode.resolved_at, episode.facts) == (after(days=1), '{"key": 1}')


# Snoozing


def test_a_snooze_comes_back_as_it_was_and_can_be_ended(ledger):
    audit(ledger, saw(subject()))
    snooze = Snooze(
        fingerprint=fingerprint(), until=after(days=3), reason="Back in May", by="jane", made_at=NOW
    )
    ledger.snooze(snooze)

    assert recall(ledger).snoozes == (snooze,)
    assert recall(ledger, OTHER_ACCOUNT).snoozes == ()
    assert ledger.wake(fingerprint())
    assert recall(ledger).snoozes == ()
    assert not ledger.wake(fingerprint())


def test_a_later_snooze_replaces_an_earlier_one(ledger):
    audit(ledger, saw(subject()))
    first = Snooze(fingerprint=fingerprint(), until=after(days=3), reason="a", by="jane", made_at=NOW)
    second = msgspec.structs.replace(first, until=after(days=9), reason="b")
    ledger.snooze(first)
    ledger.snooze(second)

    assert recall(ledger).snoozes == (second,)


def test_it_knows_of_which_accounts_it_knows_anything(ledger):
    assert ledger.accounts() == ()
    audit(ledger, saw(subject(1), subject(2, account_id=OTHER_ACCOUNT)))

    assert ledger.accounts() == (ACCOUNT_ID, OTHER_ACCOUNT)


# Deciding


def test_what_was_decided_twice_is_in_one_envelope_once(ledger):
    decisions = decide(ledger, saw(subject()))

    assert ledger.enqueue(decisions, NOW) == 1
    assert ledger.enqueue(decisions, NOW) == 0
    assert ledger.enqueue(decisions, after(seconds=1)) == 0
    assert len(ledger.open()) == 1


def test_two_audits_at_the_same_time_share_what_both_have_decided(ledger):
    one = decide(ledger, saw(subject(1), subject(2)))
    other = decide(ledger, saw(subject(2), subject(3)))

    assert (ledger.enqueue(one, NOW), ledger.enqueue(other, NOW)) == (2, 1)
    said = [notice.fingerprint for envelope in ledger.open() for notice in ledger.notices(envelope.key)]
    assert sorted(said) == [fingerprint(1), fingerprint(2), fingerprint(3)]


def test_each_recipient_gets_one_envelope_with_all_there_is_to_say(ledger):
    audit(ledger, saw(*(subject(number, SLACK, MAIL) for number in range(1, 4))))

    assert [(one.channel, one.recipient) for one in claim_all(ledger)] in (
        [("mail", MAIL.recipient), ("slack", "")],
        [("slack", ""), ("mail", MAIL.recipient)],
    )
    assert [len(ledger.notices(one.key)) for one in ledger.open()] == [3, 3]


def test_an_envelope_can_be_large(ledger):
    audit(ledger, saw(*(subject(number) for number in range(1, 61))))

    assert len(the_only(claim_all(ledger)).notices) == 60


def test_a_notice_comes_back_as_it_was_decided(ledger):
    decisions = decide(ledger, saw(subject(1, MAIL)))
    ledger.enqueue(decisions, NOW)

    assert the_only(claim_all(ledger)).notices == decisions.notices


def test_what_was_said_is_waiting_then_delivered_and_then_due_again_after_the_delay(ledger):
    audit(ledger, saw(subject()))
    waiting = the_only(recall(ledger).heard)
    deliver_all(ledger, after(hours=1))
    heard = the_only(recall(ledger).heard)

    assert (waiting.fate, waiting.at) == (Fate.WAITING, NOW)
    assert (heard.fate, heard.at) == (Fate.DELIVERED, after(hours=1))
    assert stages(decide(ledger, saw(subject()), after(hours=1) + DELAY)) == [Stage.REMINDER]


def test_the_stages_of_one_thread_are_remembered_side_by_side(ledger):
    for day in (0, 7, 14, 22):
        audit(ledger, saw(subject()), after(days=day))
        deliver_all(ledger, after(days=day))

    assert {(one.stage, one.number) for one in recall(ledger).heard} == {
        (Stage.NEW, 1),
        (Stage.REMINDER, 1),
        (Stage.ESCALATED, 2),
    }


# Delivering


def test_an_envelope_is_claimed_by_one_sender_only(ledger):
    audit(ledger, saw(subject()))
    seen = the_only(ledger.deliverable(NOW))

    mine = ledger.claim(seen, NOW)

    assert (mine.state, mine.attempts) == (State.SENDING, 1)
    assert ledger.claim(seen, NOW) is None
    assert ledger.claim(mine, NOW) is None
    assert ledger.deliverable(NOW) == ()


def test_an_envelope_whose_sender_died_is_sent_again_under_the_same_key_when_the_lease_is_over(ledger):
    audit(ledger, saw(subject()))
    first = the_only(claim_all(ledger))

    assert claim_all(ledger, after(minutes=9)) == []
    second = the_only(claim_all(ledger, after(minutes=10)))
    assert (second.key, second.attempts, second.notices) == (first.key, 2, first.notices)


def test_a_message_whose_senders_die_every_time_is_given_up_in_the_end(ledger):
    audit(ledger, saw(subject()))
    claims = [len(claim_all(ledger, after(days=day))) for day in range(12)]

    assert claims == [1] * 10 + [0, 0]
    dead = the_only(ledger.undelivered(NOW))
    assert (dead.state, dead.error) == (State.DEAD, "no attempt to send it came to an end")


def test_a_message_that_kills_its_sender_holds_up_no_other(ledger):
    for number in (1, 2):
        audit(ledger, saw(subject(number)), after(minutes=number))
    first = ledger.claim(ledger.deliverable(NOW)[0], NOW)

    assert [one.key == first.key for one in ledger.deliverable(after(days=1))] == [False, True]


def test_a_sender_whose_lease_was_taken_over_cannot_settle_any_more(ledger):
    audit(ledger, saw(subject()))
    first = the_only(claim_all(ledger))
    second = the_only(claim_all(ledger, after(minutes=10)))

    assert not ledger.settle(first, Delivered(), after(minutes=11))
    assert ledger.settle(second, Delivered(), after(minutes=11))
    assert not ledger.settle(second, Delivered(), after(minutes=11))


def test_what_was_sent_can_be_looked_up_with_whom_when_and_what(ledger):
    audit(ledger, saw(subject(1, MAIL)))
    deliver_all(ledger, after(minutes=1), Delivered(receipt="<id@example.com>"))

    sent = the_only(ledger.closed(NOW))

    assert (sent.state, sent.channel, sent.recipient) == (State.SENT, "mail", "alice@example.com")
    assert (sent.created_at, sent.settled_at) == (NOW, after(minutes=1))
    assert sent.receipt == "<id@example.com>"
    assert the_only(ledger.notices(sent.key)).fingerprint == fingerprint(1)
    assert ledger.closed(after(minutes=1)) == (sent,)
    assert ledger.closed(after(minutes=2)) == ledger.open() == ()


def test_what_was_settled_is_listed_in_the_order_of_time(ledger):
    for number in (2, 1, 3):
        audit(ledger, saw(subject(number)), after(minutes=number))
        deliver_all(ledger, after(hours=number))

    moments = [one.settled_at for one in ledger.closed(NOW)]
    assert moments == [after(hours=number) for number in (1, 2, 3)]


def test_the_oldest_is_sent_first(ledger):
    for minute in (3, 1, 2):
        audit(ledger, saw(subject(minute)), after(minutes=minute))

    assert [one.created_at for one in ledger.deliverable(after(days=1))] == [
        after(minutes=minute) for minute in (1, 2, 3)
    ]


def test_a_failure_is_remembered_and_tried_again_later(ledger):
    audit(ledger, saw(subject()))
    deliver_all(ledger, outcome=Refused(error="502 Bad Gateway"))

    failed = the_only(ledger.open())
    assert (failed.state, failed.attempts, failed.error) == (State.FAILED, 1, "502 Bad Gateway")
    assert failed.next_attempt_at == after(minutes=15)
    assert ledger.deliverable(after(minutes=14)) == ()
    assert the_only(claim_all(ledger, after(minutes=15))).attempts == 2


def test_what_a_channel_refuses_for_good_is_given_up_and_counts_as_undelivered_in_that_run(ledger):
    audit(ledger, saw(subject()))
    deliver_all(ledger, outcome=Refused(error="550 no such user", permanent=True))

    dead = the_only(ledger.undelivered(NOW))
    assert (dead.state, dead.error) == (State.DEAD, "550 no such user")
    assert ledger.undelivered(after(days=1)) == ledger.deliverable(after(days=1)) == ()
    assert the_only(recall(ledger).heard).fate is Fate.LOST


def test_what_still_waits_is_undelivered(ledger):
    audit(ledger, saw(subject(1), subject(2, MAIL)))
    seen = ledger.deliverable(NOW)
    ledger.settle(ledger.claim(seen[0], NOW), Refused(error="no"), NOW)

    assert {one.state for one in ledger.undelivered(after(days=9))} == {State.FAILED, State.PENDING}


def test_one_refusal_does_not_hold_the_others_up(ledger):
    routes = [Route(channel=name) for name in ("a", "b", "c")]
    audit(ledger, saw(subject(1, *routes)))

    round_ = deliver(
        ledger, lambda one: Refused(error="no") if one.channel == "b" else Delivered(), lambda: NOW
    )

    assert (round_.delivered, round_.refused) == (2, 1)


@pytest.mark.parametrize(
    "text", ["naïve ☃ 名前 \U0001f511", "a#b#HEARD#c", "x\ny\tz", "'; DROP TABLE t; --", " "]
)
def test_any_name_of_a_recipient_is_kept_as_it_is(ledger, text):
    audit(ledger, saw(subject(1, Route(channel=text, recipient=text), facts=text)))
    deliver_all(ledger, outcome=Delivered(receipt=text))

    sent = the_only(ledger.closed(NOW))
    assert (sent.channel, sent.recipient, sent.receipt) == (text, text, text)
    assert the_only(recall(ledger).heard).recipient == text
    assert the_only(ledger.notices(sent.key)).facts == text


def test_an_envelope_that_never_got_a_notice_can_be_dropped(ledger):
    audit(ledger, saw(subject()))
    ledger._drop(the_only(ledger.open()))

    assert ledger.open() == ()
    assert ledger.deliverable(after(days=1)) == ()


# Forgetting


def test_what_is_long_over_is_forgotten_and_the_rest_is_kept(ledger):
    audit(ledger, saw(subject(1), subject(2)))
    deliver_all(ledger)
    audit(ledger, saw(subject(2)), after(days=1))
    deliver_all(ledger, after(days=1))
    audit(ledger, saw(subject(2), subject(3)), after(days=2))

    assert ledger.forget(after(hours=1)) == 1
    assert [one.created_at for one in ledger.closed(NOW)] == [after(days=1)]
    assert len(recall(ledger).episodes) == 3
    assert ledger.forget(after(days=3)) == 1
    assert {one.fingerprint for one in recall(ledger).episodes} == {fingerprint(2), fingerprint(3)}
    assert len(ledger.open()) == 1


def test_who_was_told_in_a_message_that_is_forgotten_is_still_known_to_have_been_told(ledger):
    audit(ledger, saw(subject()))
    deliver_all(ledger, after(hours=1))
    ledger.forget(after(days=1))

    heard = the_only(recall(ledger).heard)
    assert (heard.fate, heard.at) == (Fate.DELIVERED, NOW)
    assert stages(decide(ledger, saw(subject()), after(days=1))) == []


def test_an_account_can_be_forgotten_and_begin_anew(ledger):
    audit(ledger, saw(subject()))
    deliver_all(ledger)
    audit(ledger, saw(), after(days=1))
    deliver_all(ledger, after(days=1))
    ledger.forget(after(days=2) + timedelta(seconds=1))

    assert audit(ledger, saw(subject()), after(days=3)) == 1
    assert the_only(recall(ledger).episodes).cycle == 1
