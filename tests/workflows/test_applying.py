"""A plan is applied as it was approved, to what is still as it was planned, and nothing else."""

import signal
import threading
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest

from builders import ACCOUNT_ID, NOW
from iam_audit.errors import AccountError, DeliveryError
from iam_audit.journal import Doing, InMemoryJournal, State
from iam_audit.remediate import Rule, Stage
from iam_audit.remediate.outcomes import Became
from iam_audit.workflows.applying import apply_plan
from iam_audit.workflows.remediating import LEASE, SURE
from remediation_builders import FIRST, SECOND, conditions, plan, running, step
from simulated_keys import SimulatedKeys, lost, refused

DAY = timedelta(days=1)


@pytest.fixture
def iam():
    simulated = SimulatedKeys(NOW)
    simulated.add_user("alice")
    simulated.add_key(FIRST, "alice")
    return simulated


@pytest.fixture
def journal():
    return InMemoryJournal()


def apply(iam, journal, *steps, run_id="run-1", dry_run=False, objections=(), made=None, **changed):
    made = made or plan(*steps, at=iam.now)
    run = running(iam, journal, run_id)
    return apply_plan(made, objections, conditions(**changed), run, dry_run=dry_run)


def deactivate(iam, **fields):
    return step(iam.keys[FIRST], **fields)


def delete(iam, **fields):
    return step(iam.keys[FIRST], "delete-access-key", **fields)


def the_only(run):
    (outcome,) = run.outcomes
    return outcome


def states(journal):
    return [(one.action, one.state) for one in journal.entries()]


def failing(iam, operation, *, before=None, after=None, times=1):
    """Let calls of one operation fail, so many times."""
    left = [times]

    def on_call(called, answer):
        if called != operation or not left[0]:
            return answer()
        left[0] -= 1
        if before:
            raise before
        answer()
        raise after

    iam.on_call = on_call


# The way it should go


def test_a_key_is_switched_off_written_down_before_and_read_back_after(iam, journal):
    run = apply(iam, journal, deactivate(iam))

    assert iam.keys[FIRST].status == "Inactive"
    assert (the_only(run).became, run.fine, run.complete) == (Became.DONE, True, True)
    assert [one.doing for one in journal.events()] == [Doing.INTENDED, Doing.DONE]
    (entry,) = journal.entries()
    assert entry.facts_before["key_status"] == "Active"
    assert entry.facts_after["key_status"] == "Inactive"
    assert (entry.run_id, entry.by) == ("run-1", "arn:aws:iam::123456789012:user/auditor")


def test_the_intent_is_written_before_aws_is_asked(iam, journal):
    seen = []
    iam.on_change = lambda key, status: seen.append([one.state for one in journal.entries()])
    apply(iam, journal, deactivate(iam))

    assert seen == [[State.OPEN]]


def test_a_dry_run_says_what_would_be_done_and_does_nothing(iam, journal):
    run = apply(iam, journal, deactivate(iam), dry_run=True)

    assert the_only(run).became is Became.WOULD
    assert iam.keys[FIRST].status == "Active"
    assert list(journal.events()) == []
    assert journal.lease(ACCOUNT_ID, "another", NOW, LEASE) is not None


def test_the_lease_is_given_back(iam, journal):
    apply(iam, journal, deactivate(iam))

    assert journal.lease(ACCOUNT_ID, "another", NOW, LEASE) is not None


def test_a_change_that_iam_shows_late_is_waited_for(iam, journal):
    iam.delay = timedelta(seconds=6)
    run = apply(iam, journal, deactivate(iam))

    assert the_only(run).became is Became.DONE
    assert iam.now == NOW + timedelta(seconds=7)


def test_applying_the_same_plan_again_does_nothing_more_and_is_fine(iam, journal):
    made = plan(deactivate(iam))
    apply(iam, journal, made=made)
    again = apply(iam, journal, made=made, run_id="run-2")

    assert (the_only(again).rule, again.fine) == (Rule.DONE, True)
    assert states(journal) == [("deactivate-access-key", State.DONE)]


# What moved since the plan


@pytest.mark.parametrize(
    ("happens", "rule"),
    [
        pytest.param(lambda iam: iam.use(FIRST), Rule.IN_USE, id="used"),
        pytest.param(lambda iam: iam.owner_makes(FIRST, "Inactive"), Rule.MOVED, id="switched off"),
        pytest.param(lambda iam: iam.owner_makes(FIRST, None), Rule.MOVED, id="deleted"),
        pytest.param(lambda iam: iam.users["alice"].tags.update(keep="yes"), Rule.EXEMPT, id="exempted"),
        pytest.param(lambda iam: iam.users.clear(), Rule.MOVED, id="the user is gone"),
    ],
)
def test_a_step_whose_evidence_moved_is_refused(iam, journal, happens, rule):
    made = plan(deactivate(iam))
    happens(iam)
    before = iam.keys[FIRST].status
    run = apply(iam, journal, made=made)

    assert (the_only(run).became, the_only(run).rule) == (Became.REFUSED, rule)
    assert iam.keys[FIRST].status == before
    assert list(journal.events()) == []
    assert (run.fine, run.complete) == (False, True)


@pytest.mark.parametrize(
    ("operation", "rule"),
    [
        ("GetUser", Rule.UNREADABLE),
        ("ListAccessKeys", Rule.UNREADABLE),
        ("GetAccessKeyLastUsed", Rule.USE_UNKNOWN),
        ("ListUserTags", Rule.EXEMPTION_UNKNOWN),
        ("ListGroupsForUser", None),
    ],
)
def test_what_cannot_be_read_is_not_taken_for_clean(iam, journal, operation, rule):
    failing(iam, operation, before=refused("AccessDenied", operation), times=9)
    run = apply(iam, journal, deactivate(iam))

    if rule is None:  # no rule of these settings asks for groups
        assert the_only(run).became is Became.DONE
        return
    assert the_only(run).rule is rule
    assert iam.keys[FIRST].status == "Active"


def test_nothing_at_all_can_be_read(iam, journal):
    def denied(operation, answer):
        raise refused("AccessDenied", operation)

    iam.on_call = denied
    run = apply(iam, journal, deactivate(iam))

    assert (the_only(run).became, the_only(run).rule) == (Became.LEFT, Rule.UNREADABLE)
    assert not run.complete


def test_a_plan_that_expired_changes_nothing(iam, journal):
    made = plan(deactivate(iam), hours=1)
    iam.now += timedelta(hours=1)
    run = apply(iam, journal, made=made)

    assert run.objections == ("The plan expired on 2026-03-19 13:00 UTC: make a new one.",)
    assert run.outcomes == ()
    assert iam.calls == []


def test_a_plan_of_tomorrow_changes_nothing(iam, journal):
    run = apply(iam, journal, made=plan(deactivate(iam), at=NOW + DAY))

    assert "is later than now: look at the clock" in run.objections[0]
    assert iam.calls == []


def test_what_speaks_against_the_whole_plan_is_repeated_and_nothing_is_done(iam, journal):
    run = apply(iam, journal, deactivate(iam), objections=("It is not approved.",))

    assert (run.objections, run.outcomes, run.fine) == (("It is not approved.",), (), False)
    assert iam.calls == []


def test_a_dry_run_shows_the_steps_whatever_speaks_against_the_plan(iam, journal):
    run = apply(iam, journal, deactivate(iam), objections=("It is not approved.",), dry_run=True)

    assert the_only(run).became is Became.WOULD
    assert not run.fine


def test_a_window_that_closes_between_two_steps_keeps_the_second_from_being_done(iam, journal):
    iam.add_key(SECOND, "alice")
    closed = iter([None, "It is Saturday."])
    run = apply(iam, journal, deactivate(iam), step(iam.keys[SECOND]), closed=lambda now: next(closed))

    assert [(one.became, one.rule) for one in run.outcomes] == [
        (Became.DONE, None),
        (Became.REFUSED, Rule.FROZEN),
    ]


def test_an_action_of_another_version_is_refused(iam, journal):
    run = apply(iam, journal, msgspec.structs.replace(deactivate(iam), action="polish-access-key"))

    assert the_only(run).why == "This program knows no action 'polish-access-key'."


# Failures


@pytest.mark.parametrize("code", ["AccessDenied", "Throttling", "LimitExceeded"])
def test_what_aws_refuses_is_a_failure_and_nothing_has_changed(iam, journal, code):
    failing(iam, "UpdateAccessKey", before=refused(code, "UpdateAccessKey"))
    run = apply(iam, journal, deactivate(iam))

    assert the_only(run).became is Became.FAILED
    assert "UpdateAccessKey" in the_only(run).why
    assert states(journal) == [("deactivate-access-key", State.FAILED)]


def test_a_failed_step_can_be_tried_again_with_the_same_plan(iam, journal):
    made = plan(deactivate(iam))
    failing(iam, "UpdateAccessKey", before=refused("Throttling", "UpdateAccessKey"))
    apply(iam, journal, made=made)
    again = apply(iam, journal, made=made, run_id="run-2")

    assert the_only(again).became is Became.DONE


def test_a_change_that_was_made_although_the_answer_was_lost_counts(iam, journal):
    failing(iam, "UpdateAccessKey", after=lost("UpdateAccessKey"))
    run = apply(iam, journal, deactivate(iam))

    assert the_only(run).became is Became.DONE


def test_a_lost_request_is_not_called_a_failure_since_it_may_come_true_later(iam, journal):
    failing(iam, "UpdateAccessKey", before=lost("UpdateAccessKey"))
    run = apply(iam, journal, deactivate(iam))

    assert the_only(run).became is Became.UNCERTAIN
    assert not run.complete
    assert states(journal) == [("deactivate-access-key", State.OPEN)]


def test_the_next_run_settles_what_is_uncertain(iam, journal):
    made = plan(deactivate(iam))
    failing(iam, "UpdateAccessKey", before=lost("UpdateAccessKey"))
    apply(iam, journal, made=made)
    at_once = apply(iam, journal, made=made, run_id="run-2")
    assert [(one.run_id, one.became) for one in at_once.settled] == [("run-1", "open")]
    assert the_only(at_once).rule is Rule.WAITING

    iam.now += SURE
    run = apply(iam, journal, made=made, run_id="run-3")

    assert [(one.run_id, one.became) for one in run.settled] == [("run-1", "failed")]
    assert the_only(run).became is Became.DONE


def test_what_cannot_be_read_back_stays_open_and_blocks_its_target(iam, journal):
    made = plan(deactivate(iam))
    changed = []
    iam.on_change = lambda key, status: changed.append(status)

    def blind_after_the_change(operation, answer):
        if changed and operation != "UpdateAccessKey":
            raise refused("AccessDenied", operation)
        return answer()

    iam.on_call = blind_after_the_change
    first = apply(iam, journal, made=made)
    assert the_only(first).became is Became.UNCERTAIN

    second = apply(iam, journal, made=made, run_id="run-2")
    assert second.settled[0].became == State.OPEN
    assert not second.complete
    assert changed == ["Inactive"]


def test_a_target_that_is_not_settled_is_not_touched(iam, journal):
    apply(iam, journal, deactivate(iam))
    journal.note("run-1-" + deactivate(iam).id, Doing.UNDO_INTENDED, NOW)

    def no_status(operation, answer):
        if operation == "ListAccessKeys":
            raise refused("AccessDenied", operation)
        return answer()

    iam.on_call = no_status
    run = apply(iam, journal, step(iam.keys[FIRST], "activate-access-key"), run_id="run-2")

    assert the_only(run).rule is Rule.WAITING
    assert "What became of it in run run-1 is not known yet" in the_only(run).why


# Two at once, interruptions, accounts


def test_while_another_run_works_in_the_account_nothing_is_done_there(iam, journal):
    journal.lease(ACCOUNT_ID, "another", NOW, LEASE)
    run = apply(iam, journal, deactivate(iam))

    assert (the_only(run).became, the_only(run).rule) == (Became.LEFT, Rule.LEASED)
    assert not run.complete
    assert iam.calls == []


def test_a_run_that_was_held_up_for_longer_than_its_lease_does_nothing_more(iam, journal):
    def held_up(operation, answer):
        if operation == "GetAccessKeyLastUsed":
            iam.now += LEASE
            journal.lease(ACCOUNT_ID, "another", iam.now, LEASE)
        return answer()

    iam.on_call = held_up
    run = apply(iam, journal, deactivate(iam))

    assert the_only(run).rule is Rule.LEASED
    assert iam.keys[FIRST].status == "Active"


def test_when_the_time_is_over_no_further_step_is_begun(iam, journal):
    iam.add_key(SECOND, "alice")
    run = replace(running(iam, journal), go_on=lambda: iam.keys[FIRST].status == "Active")
    made = apply_plan(plan(deactivate(iam), step(iam.keys[SECOND])), (), conditions(), run, dry_run=False)

    assert [one.became for one in made.outcomes] == [Became.DONE, Became.LEFT]
    assert journal.unsettled(ACCOUNT_ID) == ()
    assert not made.complete


def test_an_account_that_cannot_be_entered_spoils_no_other(iam, journal):
    def enter(account_id):
        if account_id != ACCOUNT_ID:
            raise AccountError("the role cannot be assumed")
        return iam.client

    elsewhere = deactivate(iam)
    elsewhere = step(iam.keys[FIRST], target=replace_account(elsewhere.target))
    run = replace(running(iam, journal), enter=enter)
    made = apply_plan(plan(elsewhere, deactivate(iam)), (), conditions(), run, dry_run=False)

    assert [(one.became, one.why) for one in made.outcomes] == [
        (Became.LEFT, "the role cannot be assumed"),
        (Became.DONE, ""),
    ]


def replace_account(target):
    return msgspec.structs.replace(target, account_id="444455556666")


def test_a_step_that_ends_the_account_leaves_the_rest_and_keeps_what_was_done(iam, journal):
    iam.add_key(SECOND, "alice")
    entered = []

    def door(service, region=None):
        entered.append(service)
        if iam.keys[FIRST].status == "Inactive" and len(entered) > 6:
            raise AccountError("the session has ended")
        return iam.client(service)

    iam.add_key("AKIA0000000000000003", "alice")
    run = replace(running(iam, journal), enter=lambda account_id: door)
    steps = [step(key) for key in iam.keys.values()]
    made = apply_plan(plan(*steps), (), conditions(), run, dry_run=False)

    assert made.outcomes[0].became is Became.DONE
    assert made.outcomes[-1].became is Became.LEFT
    assert made.outcomes[-1].why == "the session has ended"


# Taken back


def test_a_key_that_its_owner_switched_on_again_is_not_switched_off_by_the_same_plan(iam, journal):
    made = plan(deactivate(iam))
    apply(iam, journal, made=made)
    iam.owner_makes(FIRST, "Active")
    again = apply(iam, journal, made=made, run_id="run-2")

    assert the_only(again).rule is Rule.MOVED
    assert "taken back since: make a new plan" in the_only(again).why
    assert states(journal) == [("deactivate-access-key", State.REVERSED)]
    assert iam.keys[FIRST].status == "Active"


def test_but_a_later_plan_may(iam, journal):
    apply(iam, journal, deactivate(iam))
    iam.now += DAY
    iam.owner_makes(FIRST, "Active")
    iam.now += DAY
    run = apply(iam, journal, deactivate(iam), run_id="run-2")

    assert the_only(run).became is Became.DONE
    assert [state for _, state in states(journal)] == [State.REVERSED, State.DONE]


# Deleting


def switched_off(iam, journal, days):
    apply(iam, journal, deactivate(iam))
    iam.now += days * DAY


def test_a_key_is_deleted_after_its_quiet_days(iam, journal):
    switched_off(iam, journal, 30)
    run = apply(iam, journal, delete(iam), run_id="run-2")

    assert the_only(run).became is Became.DONE
    assert iam.keys[FIRST].status is None


def test_and_not_a_moment_before(iam, journal):
    switched_off(iam, journal, 29.999)
    run = apply(iam, journal, delete(iam), run_id="run-2")

    assert the_only(run).rule is Rule.WAITING
    assert "30 quiet days follow" in the_only(run).why


def test_nothing_is_deleted_in_the_run_that_switched_it_off_however_long_that_takes(iam, journal):
    iam.add_key(SECOND, "alice")
    switched_off(iam, journal, 40)
    run = apply(iam, journal, step(iam.keys[SECOND]), delete(iam), run_id="run-2")

    assert [(one.became, one.rule) for one in run.outcomes] == [
        (Became.DONE, None),
        (Became.REFUSED, Rule.WAITING),
    ]
    assert "never done in the run that changed its owner" in run.outcomes[1].why


def test_a_key_that_the_journal_does_not_have_as_switched_off_is_not_deleted_by_the_ladder(iam, journal):
    iam.owner_makes(FIRST, "Inactive")
    iam.now += 100 * DAY
    run = apply(iam, journal, delete(iam))

    assert the_only(run).rule is Rule.WAITING
    assert "nobody knows how long it was quiet" in the_only(run).why


def test_by_itself_a_key_that_its_owner_switched_off_is_deleted_on_the_evidence_of_the_plan(iam, journal):
    iam.owner_makes(FIRST, "Inactive")
    iam.now += 100 * DAY
    run = apply(iam, journal, delete(iam, stage=Stage.ONCE))

    assert the_only(run).became is Became.DONE


def test_a_use_right_before_it_was_switched_off_shows_later_and_keeps_it_from_being_deleted(iam, journal):
    iam.use(FIRST, lag=timedelta(hours=5))
    switched_off(iam, journal, 200)
    run = apply(iam, journal, delete(iam), run_id="run-2")

    assert the_only(run).rule is Rule.IN_USE
    assert "that it did not show before deactivate-access-key" in the_only(run).why


@pytest.mark.parametrize("used_since", [False, True], ids=["and was not", "and it was after all"])
def test_a_key_older_than_the_records_of_aws_is_deleted_when_it_stays_without_a_use(iam, journal, used_since):
    old = iam.add_key(SECOND, "alice", age_days=5000, used_days_ago=None)
    if used_since:
        iam.use(SECOND, lag=timedelta(hours=5))
    apply(iam, journal, step(old))
    iam.now += 100 * DAY
    run = apply(iam, journal, step(old, "delete-access-key"), run_id="run-2")

    assert the_only(run).rule is (Rule.IN_USE if used_since else None)


def test_a_key_that_was_switched_on_in_between_begins_its_quiet_days_anew(iam, journal):
    switched_off(iam, journal, 10)
    iam.owner_makes(FIRST, "Active")
    apply(iam, journal, step(iam.keys[FIRST], "warn-owner"), run_id="run-2")
    iam.owner_makes(FIRST, "Inactive")
    iam.now += 30 * DAY
    run = apply(iam, journal, delete(iam), run_id="run-3")

    assert the_only(run).rule is Rule.WAITING


# Warnings


def test_a_warning_is_done_when_a_channel_took_it(iam, journal):
    run = apply(iam, journal, step(iam.keys[FIRST], "warn-owner"))
    _, done = journal.events()

    assert the_only(run).became is Became.DONE
    assert done.body["receipt"] == "receipt-1"
    assert iam.keys[FIRST].status == "Active"


def test_a_warning_that_nobody_took_has_failed(iam, journal):
    def nobody(step, live):
        raise DeliveryError("no channel took it")

    run = apply(iam, journal, step(iam.keys[FIRST], "warn-owner"), notify=nobody)

    assert (the_only(run).became, the_only(run).why) == (Became.FAILED, "no channel took it")
    assert states(journal) == [("warn-owner", State.FAILED)]


def test_a_warning_is_sent_once(iam, journal):
    sent = []

    def send(step, live):
        sent.append(step.target.id)
        return "receipt"

    warning = step(iam.keys[FIRST], "warn-owner")
    apply(iam, journal, warning, notify=send)
    again = apply(iam, journal, warning, notify=send, run_id="run-2")

    assert (the_only(again).rule, sent) == (Rule.DONE, [FIRST])


def test_a_warning_about_a_key_that_is_in_use_is_not_sent(iam, journal):
    iam.use(FIRST)

    assert the_only(apply(iam, journal, step(iam.keys[FIRST], "warn-owner"))).rule is Rule.IN_USE


def test_a_warning_of_which_nobody_knows_whether_it_arrived_counts_as_not_delivered(iam, journal):
    class DiedError(Exception):
        pass

    def die(step, live):
        raise DiedError

    warning = step(iam.keys[FIRST], "warn-owner")
    apply(iam, journal, warning, notify=die)
    run = apply(iam, journal, warning, run_id="run-2")

    assert run.settled[0].became == State.FAILED
    assert the_only(run).became is Became.DONE


def test_what_was_left_open_is_settled_also_where_the_plan_is_not_to_be_applied(iam, journal):
    failing(iam, "UpdateAccessKey", after=lost("UpdateAccessKey"))
    iam.delay = timedelta(minutes=1)
    apply(iam, journal, deactivate(iam))
    assert [state for _, state in states(journal)] == [State.OPEN]

    iam.now += SURE
    run = apply(iam, journal, deactivate(iam), run_id="run-2", objections=("It is not approved.",))
    assert [one.became for one in run.settled] == [State.DONE]
    assert run.outcomes == ()


def test_what_was_left_open_is_settled_by_a_plan_without_steps(iam, journal):
    failing(iam, "UpdateAccessKey", before=lost("UpdateAccessKey"))
    apply(iam, journal, deactivate(iam))
    iam.now += SURE
    run = apply(iam, journal, run_id="run-2")

    assert [one.became for one in run.settled] == [State.FAILED]


def test_what_is_left_open_where_nobody_can_look_is_told(iam, journal):
    failing(iam, "UpdateAccessKey", before=lost("UpdateAccessKey"))
    apply(iam, journal, deactivate(iam))

    def enter(account_id):
        raise AccountError("the role cannot be assumed")

    closed = replace(running(iam, journal, "run-2"), enter=enter)
    run = apply_plan(plan(), (), conditions(), closed, dry_run=False)
    assert [(one.became, one.why) for one in run.settled] == [(State.OPEN, "the role cannot be assumed")]


def test_entries_of_another_part_of_the_program_are_left_to_it(iam, journal):
    failing(iam, "UpdateAccessKey", before=lost("UpdateAccessKey"))
    apply(iam, journal, deactivate(iam))
    ours = replace(running(iam, journal, "run-2"), actions={})
    run = apply_plan(plan(), (), conditions(), ours, dry_run=False)

    assert run.settled == ()
    assert [state for _, state in states(journal)] == [State.OPEN]


def test_ctrl_c_ends_the_step_that_is_on_and_leaves_nothing_open(iam, journal):
    keys = [iam.add_key(f"AKIA{number:016d}", "alice") for number in range(100, 200)]
    pressed, handled = [], threading.Event()

    def handler(number, frame):
        handled.set()
        raise KeyboardInterrupt

    def press(operation, answer):
        if operation == "UpdateAccessKey":
            pressed.append(True)
        if operation == "UpdateAccessKey" and len(pressed) == 5:
            signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)
            handled.wait(timeout=10)
        return answer()

    iam.on_call = press
    before = signal.signal(signal.SIGINT, handler)
    try:
        run = apply(iam, journal, *map(step, keys))
    finally:
        signal.signal(signal.SIGINT, before)

    counts = Counter(one.became for one in run.outcomes)
    assert counts[Became.LEFT] > 0
    assert not run.complete
    assert journal.unsettled(ACCOUNT_ID) == ()
    assert {one.state for one in journal.entries()} == {State.DONE}
    assert 5 <= len(journal.entries()) < 100
    assert journal.lease(ACCOUNT_ID, "another", iam.now, LEASE) is not None


def test_what_was_looked_at_before_another_run_had_the_account_is_believed_no_more(iam, journal):
    apply(iam, journal, deactivate(iam))
    iam.now += DAY
    again = step(iam.keys[FIRST], "activate-access-key")
    held = []

    def held_up(operation, answer):
        if operation == "GetAccessKeyLastUsed" and not held:
            held.append(True)
            iam.now += LEASE
            apply(iam, journal, again, run_id="run-3")
        return answer()

    iam.on_call = held_up
    run = apply(iam, journal, again, run_id="run-2")

    assert the_only(run).rule is Rule.LEASED
    assert [(one.run_id, one.state) for one in journal.entries()] == [
        ("run-1", State.DONE),
        ("run-3", State.DONE),
    ]
