"""What tools of this kind got wrong in the field, each with a test that it cannot happen here.

What is best shown where the code is, is listed in SHOWN_ELSEWHERE.
"""

import ast
from datetime import timedelta
from pathlib import Path

import pytest

from builders import ACCOUNT_ID, NOW, access_key, days_ago, unknown_use, user
from iam_audit.alerts import Message, MessageKind, Templates
from iam_audit.errors import DeliveryError, SettingsError
from iam_audit.journal import InMemoryJournal, State
from iam_audit.model import Account, Section
from iam_audit.remediate import Rule, Stage
from iam_audit.remediate.caps import exceeded
from iam_audit.remediate.guards import refusal
from iam_audit.remediate.outcomes import Became
from iam_audit.settings import RemediateSettings, load
from iam_audit.workflows.applying import apply_plan
from iam_audit.workflows.parallel import QUIET, Lost, in_each
from iam_audit.workflows.rolling_back import roll_back
from remediate.drafts import OTHER_KEY, account, draft, idle, told
from remediate.planned import entry, facts, rules
from remediation_builders import CALLER, FIRST, SECOND, conditions, plan, running, step
from simulated_keys import SimulatedKeys, refused

TESTS = Path(__file__).parents[1]

SHOWN_ELSEWHERE = {
    "a mail that could not be sent was not sent again: after `429` the sender slept, then went on to the next": (
        "alerts/test_slack.py",
        "test_slack_asking_to_wait_is_waited_for",
    ),
    "one recipient who failed left the rest without their mail": (
        "workflows/test_alerting.py",
        "test_a_failing_channel_stops_no_other_and_is_tried_again_by_the_next_run",
    ),
    "the log of that failure held the password of the directory and the token of Slack": (
        "alerts/test_channel_contract.py",
        "test_a_service_that_fails_is_a_delivery_error_worth_another_attempt_and_without_secrets",
    ),
    "a webhook looked at no status, tried nothing again, and waited for ever": (
        "alerts/test_webhook.py",
        "test_an_error_of_the_server_is_tried_again",
    ),
    "... and an answer that trickles in held up everything": (
        "alerts/test_webhook.py",
        "test_an_answer_that_trickles_in_is_not_waited_for_beyond_the_time",
    ),
    "a deleted user left its MFA devices behind, and only the first page of what it had was taken away": (
        "remediate/test_actions_that_delete_users.py",
        "test_a_user_goes_with_everything",
    ),
    "the credential report was polled without a pause": (
        "collect/test_report_fetching.py",
        "test_a_started_report_is_waited_for_with_growing_pauses",
    ),
    "... and without an end": ("collect/test_report_fetching.py", "test_waiting_ends_after_two_minutes"),
    "a mute list that could not be read was left out of account": (
        "waivers/test_waiver_file.py",
        "test_a_file_that_is_none_is_refused",
    ),
}


@pytest.fixture
def iam():
    simulated = SimulatedKeys(NOW)
    simulated.add_user("alice")
    simulated.add_key(FIRST, "alice")
    return simulated


@pytest.fixture
def journal():
    return InMemoryJournal()


def apply(iam, journal, *steps, run_id="run-1", **changed):
    made = plan(*steps, at=iam.now)
    return apply_plan(made, (), conditions(**changed), running(iam, journal, run_id), dry_run=False)


def fails(iam, operation, code):
    """Let AWS refuse all calls of one operation."""

    def on_call(called, answer):
        if called == operation:
            raise refused(code, operation)
        return answer()

    iam.on_call = on_call


@pytest.mark.parametrize(
    ("file", "name"), [pytest.param(*place, id=row) for row, place in SHOWN_ELSEWHERE.items()]
)
def test_what_is_shown_elsewhere_is_there(file, name):
    tree = ast.parse((TESTS / file).read_text(encoding="utf-8"))

    assert name in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


# A failed look at the last use counted as "never used", and a key in use was deleted


@pytest.mark.parametrize("code", ["Throttling", "AccessDenied"])
def test_a_last_use_that_could_not_be_read_is_not_never(iam, journal, code):
    fails(iam, "GetAccessKeyLastUsed", code)

    [outcome] = apply(iam, journal, step(iam.keys[FIRST])).outcomes

    assert outcome.rule is Rule.USE_UNKNOWN
    assert iam.keys[FIRST].status == "Active"


def test_nor_is_one_that_the_audit_could_not_read():
    assert told(draft(account(access_key(age_days=400, last_used=unknown_use())))) == [Rule.USE_UNKNOWN]


# A failed look at the exempt group counted as "nobody is exempt"


@pytest.mark.parametrize("operation", ["ListGroupsForUser", "ListUserTags"])
def test_an_exemption_that_could_not_be_looked_up_exempts(iam, journal, operation):
    fails(iam, operation, "Throttling")
    strict = rules(exempt_groups=("keep",), exempt_tags=("keep=yes",))

    def guard(of, live, now):
        return refusal(of, live, strict, CALLER, now)

    [outcome] = apply(iam, journal, step(iam.keys[FIRST]), guard=guard).outcomes

    assert outcome.rule is Rule.EXEMPTION_UNKNOWN
    assert iam.keys[FIRST].status == "Active"


# A setting of the template was spelled otherwise in the code, and did nothing


def test_a_setting_that_nothing_reads_is_refused(tmp_path):
    (tmp_path / "iam-audit.toml").write_text("[remediate]\ninactive_buffer = 30\n")

    with pytest.raises(SettingsError, match="there is no setting 'inactive_buffer'"):
        load(tmp_path, {})


def test_each_setting_of_the_periods_changes_what_is_planned():
    warned = (entry(Stage.WARNING, 10), entry(Stage.FINAL_WARNING, 3))
    assert told(draft(account(), *warned)) == [Rule.WAITING]
    assert told(draft(account(), *warned, by=rules(final_warning_days=3))) == [Stage.DEACTIVATE]
    assert told(draft(account(), entry(Stage.WARNING, 10), by=rules(warning_days=10))) == [
        Stage.FINAL_WARNING
    ]
    assert told(draft(account(idle(60)), by=rules(idle_days=59))) == [Stage.WARNING]
    assert told(draft(account(idle(60)), by=rules(idle_days=59, margin_days=2))) == [Rule.IN_USE]


# A function that was started again made another key, and told nobody of the first


def test_what_was_done_is_not_done_again_by_a_run_that_is_repeated(iam, journal):
    made = step(iam.keys[FIRST])
    apply(iam, journal, made)
    calls = iam.calls.count("UpdateAccessKey")

    [again] = apply(iam, journal, made, run_id="run-2").outcomes

    assert again.rule is Rule.DONE
    assert iam.calls.count("UpdateAccessKey") == calls


def test_each_step_is_told_and_written_down_by_itself_whatever_becomes_of_the_next(iam, journal):
    iam.add_key(SECOND, "alice")
    told_of = []

    def notify(of, live):
        told_of.append(of.target.id)
        if of.target.id == SECOND:
            raise DeliveryError("no channel took it")
        return "receipt"

    run = apply(iam, journal, *(step(key, "warn-owner") for key in iam.keys.values()), notify=notify)

    assert told_of == [FIRST, SECOND]
    assert [one.became for one in run.outcomes] == [Became.DONE, Became.FAILED]


# A refusal of AWS was swallowed, and the report said "Success"


def test_a_change_that_aws_refused_is_a_failure(iam, journal):
    fails(iam, "UpdateAccessKey", "AccessDenied")

    run = apply(iam, journal, step(iam.keys[FIRST]))

    assert [one.became for one in run.outcomes] == [Became.FAILED]
    assert not run.fine


# "Your key has been deleted" was sent although the call had failed, and again each week for a key that was off


def test_what_failed_is_never_recorded_as_done(iam, journal):
    fails(iam, "UpdateAccessKey", "Throttling")
    apply(iam, journal, step(iam.keys[FIRST]))

    assert [one.state for one in journal.entries()] == [State.FAILED]


def test_nobody_hears_again_of_a_key_that_is_off():
    off = idle(active=False, rotated_at=days_ago(3))

    assert told(draft(account(off), entry(Stage.DEACTIVATE, 3))) == [Rule.WAITING]
    assert told(draft(account(off))) == []


# Work was handed to a pool, its error was never looked at, and the message was acknowledged and lost


def test_an_account_whose_work_broke_is_lost_and_said_to_be():
    def work(one):
        raise ValueError("broken")

    [outcome] = in_each((Account(id=ACCOUNT_ID),), work, at_once=2, progress=QUIET, stop=lambda: None)

    assert isinstance(outcome, Lost)
    assert "broken" in outcome.reason or "ValueError" in outcome.reason


# No credential report: a warning in the log, and zero findings


def test_an_account_of_which_nothing_was_read_is_not_one_in_which_nothing_is_to_be_done():
    part = draft(account(gaps=(Section.ACCESS_KEYS, Section.USERS), access_keys=(), users=()))

    assert part.steps == ()
    assert any("access keys" in one for one in part.unread)


# A message about nothing ended in a division by zero


@pytest.mark.parametrize("kind", MessageKind)
def test_there_may_be_nothing_to_tell(kind):
    nothing = Message(key="k", kind=kind, at=NOW, scope="account 123456789012")

    rendered = Templates().render(nothing)

    assert rendered.subject
    assert rendered.text.strip()
    assert rendered.blocks


# The warning was sent when the key was exactly 23 days old: a day without a run, and there was none


def test_a_day_without_a_run_loses_no_warning():
    for days in (91, 92, 120, 1000):
        assert told(draft(account(idle(min(days, 399))))) == [Stage.WARNING]
    for late in (14, 15, 20, 28):
        assert told(draft(account(), entry(Stage.WARNING, late))) == [Stage.FINAL_WARNING]


def test_nor_does_a_long_outage_end_in_a_key_that_is_switched_off_without_a_warning():
    warned = (entry(Stage.WARNING, 200), entry(Stage.FINAL_WARNING, 190))

    [again] = draft(account(), *warned).steps
    assert (again.stage, again.cycle) == (Stage.WARNING, 2)


# A mail that failed counted as delivered, and the key was deleted a week later


def test_a_warning_that_nobody_took_is_no_warning(iam, journal):
    def notify(of, live):
        raise DeliveryError("the mail server refused")

    apply(iam, journal, step(iam.keys[FIRST], "warn-owner"), notify=notify)

    assert [one.state for one in journal.entries()] == [State.FAILED]
    assert told(draft(account(), entry(Stage.WARNING, 30, state=State.FAILED))) == [Stage.WARNING]


# Rolling back deleted what it had just restored


def test_a_rollback_leaves_what_it_brought_back(iam, journal):
    iam.add_key(SECOND, "alice")
    apply(iam, journal, *(step(key) for key in iam.keys.values()))
    assert [key.status for key in iam.keys.values()] == ["Inactive", "Inactive"]

    for attempt in ("back-1", "back-2"):
        roll_back("run-1", running(iam, journal, attempt), dry_run=False)
        assert [key.status for key in iam.keys.values()] == ["Active", "Active"]


# One key of a user matched, and both were switched off


def test_of_two_keys_only_the_one_that_was_meant_is_touched(iam, journal):
    iam.add_key(SECOND, "alice", used_days_ago=1)

    apply(iam, journal, step(iam.keys[FIRST]))

    assert [key.status for key in iam.keys.values()] == ["Inactive", "Active"]


def test_conditions_on_a_key_are_not_met_by_two_keys_together():
    old_and_used = access_key(age_days=1000, used_days_ago=1)
    young_and_idle = access_key(age_days=20, used_days_ago=None, id=OTHER_KEY, slot=2)

    assert all(isinstance(one, Rule) for one in told(draft(account(old_and_used, young_and_idle))))


# "Older than 90 days" alone switched off keys that were used on the very day


def test_age_alone_never_switches_a_key_off():
    in_use = account(access_key(age_days=2000, used_days_ago=0))

    assert told(draft(in_use, checks=("access-key-age",))) == [Rule.IN_USE]


# Keys that were just made were flagged as never used


def test_a_key_that_was_just_made_is_left_alone():
    fresh = access_key(age_days=3, used_days_ago=None)

    assert not draft(account(fresh)).steps
    assert facts(key_created_at=days_ago(3).isoformat())["last_used_at"] is not None


# Never-used keys fell out of the question, so that nobody ever retired them


def test_a_key_that_was_never_used_is_retired_like_any_other():
    assert told(draft(account(access_key(age_days=400, used_days_ago=None)))) == [Stage.WARNING]


# Deactivated in one run, deleted in the next, because the clock ran from the day the key was made


def test_a_key_that_was_switched_off_today_is_not_deleted_today_however_old_it_is(iam, journal):
    apply(iam, journal, step(iam.keys[FIRST]))
    iam.now += timedelta(days=1)

    [outcome] = apply(iam, journal, step(iam.keys[FIRST], "delete-access-key"), run_id="run-2").outcomes

    assert outcome.rule is Rule.WAITING
    assert iam.keys[FIRST].status == "Inactive"


# A large part of an account was switched off by one mistake in a filter


def test_a_plan_for_a_large_part_of_an_account_is_refused_by_default():
    keys = [SimulatedKeys(NOW).add_key(f"AKIA{n:016d}", "alice") for n in range(60)]
    steps = [step(key) for key in keys]

    assert exceeded(steps, {f"{ACCOUNT_ID}|access-key": 100}, RemediateSettings())


# Users of infrastructure as code were deleted, and came back with the next run of it


def test_what_code_would_make_again_is_left_alone():
    stack = user(tags={"aws:cloudformation:stack-name": "app"})

    assert told(draft(account(users=(stack,)))) == [Rule.MANAGED]
