"""When people hear of a finding, and when they hear of it again."""

from datetime import timedelta

import msgspec
import pytest

from builders import ACCOUNT_ID, NOW
from iam_audit.ledger import (
    Delivered,
    InMemoryLedger,
    Policy,
    Refused,
    Route,
    Snooze,
    Stage,
    deliver,
)
from iam_audit.model import Severity
from ledger_builders import CHECK, MAIL, SLACK, after, decide, fingerprint, saw, stages, subject

DAILY = range(41)
POLICY = Policy()
DELIVERED = Delivered()


class Told(InMemoryLedger):
    """A ledger, and what was said on which day since NOW."""

    def __init__(self):
        super().__init__()
        self.diary = []

    def run(self, sighting, day, policy=POLICY, outcome=DELIVERED):
        """Audit on a day, and deliver what is due."""
        now = after(days=day)
        decisions = decide(self, sighting, now, policy)
        self.enqueue(decisions, now)
        deliver(self, lambda _: outcome, lambda: now)
        self.diary += [(day, notice.stage.value) for notice in decisions.notices]
        return decisions

    def waits(self, sighting, day):
        now = after(days=day)
        self.enqueue(decide(self, sighting, now), now)


@pytest.fixture
def told():
    return Told()


# The stages


def test_a_finding_is_new_once_then_brought_to_mind_then_escalated_until_it_is_gone(told):
    for day in DAILY:
        told.run(saw(subject()) if day < 38 else saw(), day)

    assert told.diary == [
        (0, "new"),
        (7, "reminder"),
        (14, "escalated"),
        (21, "escalated"),
        (28, "escalated"),
        (35, "escalated"),
        (38, "resolved"),
    ]


def test_the_notices_of_a_stage_are_numbered(told):
    numbers = [notice.number for day in DAILY for notice in told.run(saw(subject()), day).notices]

    assert numbers == [1, 1, 1, 2, 3, 4]


@pytest.mark.parametrize(
    ("days", "said"),
    [(6.999, []), (7, [Stage.REMINDER]), (13.999, [Stage.REMINDER]), (14, [Stage.ESCALATED])],
)
def test_the_delay_and_the_deadline_are_over_when_their_days_are(told, days, said):
    told.run(saw(subject()), 0)

    assert stages(told.run(saw(subject()), days)) == said


@pytest.mark.parametrize(
    ("severity", "day"), [("critical", 7), ("high", 14), ("medium", 30), ("low", 90), ("info", None)]
)
def test_the_deadline_depends_on_the_severity(told, severity, day):
    finding = subject(severity=Severity(severity))
    for one in range(0, 400, 1):
        told.run(saw(finding), one)

    assert next((day for day, stage in told.diary if stage == "escalated"), None) == day


def test_a_deadline_of_its_own_comes_before_that_of_the_policy(told):
    finding = subject(deadline=after(days=2))

    assert [stages(told.run(saw(finding), day)) for day in (0, 1, 2)] == [
        [Stage.NEW],
        [],
        [Stage.ESCALATED],
    ]


def test_what_is_late_when_it_is_first_seen_is_escalated_at_once(told):
    assert stages(told.run(saw(subject(deadline=after(days=-1))), 0)) == [Stage.ESCALATED]


def test_what_becomes_less_severe_after_it_was_escalated_is_brought_to_mind_after_the_delay(told):
    told.run(saw(subject(severity=Severity.CRITICAL)), 0)
    told.run(saw(subject(severity=Severity.CRITICAL)), 7)

    assert stages(told.run(saw(subject(severity=Severity.LOW)), 8)) == []
    assert stages(told.run(saw(subject(severity=Severity.LOW)), 14)) == [Stage.REMINDER]


@pytest.mark.parametrize(("limit", "count"), [(0, 0), (2, 2), (None, 4)])
def test_reminders_can_be_limited(told, limit, count):
    for day in DAILY:
        told.run(saw(subject(severity=Severity.LOW)), day, Policy(reminders=limit, delay=timedelta(days=10)))

    assert [stage for _, stage in told.diary].count("reminder") == count


def test_the_delay_is_a_setting(told):
    for day in range(10):
        told.run(saw(subject()), day, Policy(delay=timedelta(days=3)))

    assert [day for day, _ in told.diary] == [0, 3, 6, 9]


# Who hears


def test_each_recipient_is_told(told):
    routes = (SLACK, MAIL, msgspec.structs.replace(MAIL, recipient="bob@example.com"))

    notices = told.run(saw(subject(1, *routes)), 0).notices

    assert {(one.channel, one.recipient) for one in notices} == {
        (one.channel, one.recipient) for one in routes
    }


def test_a_new_recipient_hears_what_others_have_heard_before(told):
    told.run(saw(subject(1, SLACK)), 0)

    assert [(one.channel, one.stage) for one in told.run(saw(subject(1, SLACK, MAIL)), 1).notices] == [
        ("mail", Stage.NEW)
    ]


def test_a_route_may_ask_for_some_stages_only(told):
    boss = Route(channel="mail", recipient="boss@example.com", stages=(Stage.ESCALATED,))

    said = [
        (one.recipient, one.stage)
        for day in range(15)
        for one in told.run(saw(subject(1, boss)), day).notices
    ]

    assert said == [("boss@example.com", Stage.ESCALATED)]


def test_a_route_or_a_finding_that_is_named_twice_is_told_once(told):
    assert len(told.run(saw(subject(1, SLACK, SLACK), subject(1, SLACK)), 0).notices) == 1


def test_a_finding_without_a_route_is_remembered_and_not_said(told):
    decisions = told.run(saw(msgspec.structs.replace(subject(), routes=())), 0)

    assert (len(decisions.episodes), decisions.notices) == (1, ())


# What is gone


def test_only_who_heard_of_a_finding_hears_that_it_is_gone(told):
    told.run(saw(subject(1, SLACK)), 0)
    told.waits(saw(subject(1, SLACK, MAIL)), 1)

    assert [(one.channel, one.facts) for one in told.run(saw(), 2).notices] == [("slack", '{"key": 1}')]


def test_who_hears_of_a_finding_late_hears_after_that_that_it_is_gone(told):
    told.waits(saw(subject()), 0)
    first = told.run(saw(), 1)
    second = told.run(saw(), 2)

    assert (stages(first), stages(second)) == ([], [Stage.RESOLVED])


def test_what_is_gone_is_said_once(told):
    for day in DAILY:
        told.run(saw(subject()) if day == 0 else saw(), day)

    assert told.diary == [(0, "new"), (1, "resolved")]


def test_a_channel_may_keep_silent_about_what_is_gone(told):
    policy = Policy(without_resolved=frozenset({"slack"}))
    told.run(saw(subject(1, SLACK, MAIL)), 0, policy)

    assert [one.channel for one in told.run(saw(), 1, policy).notices] == ["mail"]


def test_what_was_not_looked_at_is_not_gone(told):
    told.run(saw(subject()), 0)
    decisions = told.run(saw(judged=False), 1)

    assert (decisions.episodes, decisions.notices) == ((), ())


def test_what_could_not_be_judged_or_was_muted_is_neither_said_nor_gone(told):
    told.run(saw(subject()), 0)
    silent = [told.run(saw(held=(fingerprint(),)), day) for day in (1, 8, 20)]
    spoken = told.run(saw(subject()), 21)

    assert [(one.episodes, one.notices) for one in silent] == [((), ())] * 3
    assert stages(spoken) == [Stage.ESCALATED]


# What comes back


def test_what_comes_back_begins_a_new_cycle(told):
    told.run(saw(subject()), 0)
    told.run(saw(), 8)
    back = told.run(saw(subject()), 9)

    assert [(one.stage, one.cycle, one.number) for one in back.notices] == [(Stage.NEW, 2, 1)]
    assert [(one.cycle, one.first_seen, one.resolved_at) for one in back.episodes] == [
        (2, after(days=9), None)
    ]


def test_what_comes_and_goes_every_day_is_not_said_every_day(told):
    for day in range(15):
        told.run(saw(subject()) if day % 2 == 0 else saw(), day)

    assert told.diary == [(0, "new"), (1, "resolved"), (8, "new"), (9, "resolved")]


def test_what_came_back_and_was_not_said_yet_is_not_said_to_be_gone(told):
    told.run(saw(subject()), 0)
    told.run(saw(), 1)
    told.run(saw(subject()), 2)

    assert stages(told.run(saw(), 30)) == []


# Snoozing


def snooze(days):
    return Snooze(fingerprint=fingerprint(), until=after(days=days), reason="later", by="jane", made_at=NOW)


def test_what_is_snoozed_is_not_said_until_the_snooze_is_over(told):
    told.run(saw(subject()), 0)
    told.snooze(snooze(days=20))

    assert [stages(told.run(saw(subject()), day)) for day in (7, 14, 19.99, 20)] == [
        [],
        [],
        [],
        [Stage.ESCALATED],
    ]


def test_what_is_gone_while_it_is_snoozed_is_said_all_the_same(told):
    told.run(saw(subject()), 0)
    told.snooze(snooze(days=20))

    assert stages(told.run(saw(), 1)) == [Stage.RESOLVED]


# Trouble


def test_the_delay_counts_from_when_it_was_delivered(told):
    told.waits(saw(subject(severity=Severity.LOW)), 0)
    told.run(saw(subject(severity=Severity.LOW)), 5)

    assert stages(told.run(saw(subject(severity=Severity.LOW)), 11.9)) == []
    assert stages(told.run(saw(subject(severity=Severity.LOW)), 12)) == [Stage.REMINDER]


def test_a_second_notice_is_not_piled_on_one_that_waits(told):
    for day in range(13):
        told.waits(saw(subject()), day)

    assert len(told.notices(told.open()[0].key)) == len(told.open()) == 1


def test_a_notice_that_is_lost_is_followed_by_a_reminder_after_the_delay(told):
    told.run(saw(subject()), 0, outcome=Refused(error="550", permanent=True))

    assert [stages(told.run(saw(subject()), day)) for day in (6, 7)] == [[], [Stage.REMINDER]]


def test_who_never_got_a_notice_is_not_told_that_it_is_gone(told):
    told.run(saw(subject()), 0, outcome=Refused(error="550", permanent=True))

    assert stages(told.run(saw(), 1)) == []


@pytest.mark.parametrize("back", [1, 30, 4000])
def test_a_clock_that_is_set_back_makes_nothing_due(told, back):
    told.run(saw(subject()), 0)
    told.run(saw(subject()), 7)

    assert stages(told.run(saw(subject()), -back)) == []
    assert stages(told.run(saw(subject()), 8)) == []


def test_nothing_changes_when_nothing_has_changed(told):
    told.run(saw(subject()), 0)
    decisions = told.run(saw(subject()), 1)

    assert (decisions.episodes, decisions.notices) == ((), ())


def test_decisions_do_not_depend_on_the_order_of_what_was_seen(told):
    both = (subject(1, SLACK, MAIL), subject(2, MAIL, SLACK))

    assert decide(told, saw(*both)) == decide(told, saw(*reversed(both)))


def test_a_notice_has_a_key_of_its_own(told):
    notices = told.run(saw(subject(1, SLACK, MAIL), subject(2)), 0).notices

    assert len({one.key for one in notices}) == 3
    assert {one.account_id for one in notices} == {ACCOUNT_ID}
    assert {one.check_id for one in told.recall([ACCOUNT_ID]).episodes} == {CHECK}
