from datetime import date, timedelta

import pytest

from builders import ACCOUNT_ID, KEY_ID, NOW, access_key, days_ago, password, unknown_use, user
from iam_audit.audit import Judgement
from iam_audit.journal import State
from iam_audit.model import PrincipalUse, Section, ServiceUse, Severity, Tier, Waiver
from iam_audit.remediate import Rule, Stage
from iam_audit.remediate.actions import configure
from iam_audit.remediate.rules import Caller, Rules
from remediate.drafts import OTHER_KEY, QUARANTINE, account, draft, idle, told
from remediate.planned import ALICE, entry, rules

WARNED = (entry(Stage.WARNING, 21), entry(Stage.FINAL_WARNING, 7))


def test_an_idle_key_is_warned_of_first():
    [step] = draft(account()).steps

    assert (step.action, step.stage, step.cycle) == ("warn-owner", Stage.WARNING, 1)
    assert step.target.id == KEY_ID
    assert step.expects["key_status"] == "Active"
    assert step.idle_days == 90
    assert step.undo is None
    assert "iam:UpdateAccessKey" not in step.permissions


def test_after_both_warnings_it_is_switched_off():
    [step] = draft(account(), *WARNED).steps

    assert (step.action, step.stage) == ("deactivate-access-key", Stage.DEACTIVATE)
    assert "iam:UpdateAccessKey" in step.permissions
    assert step.undo
    assert step.proof.check_id == "access-key-unused"
    assert step.proof.at == NOW


def test_after_the_quiet_time_it_is_deleted_with_the_days_that_it_must_have_been_quiet():
    off = idle(active=False, rotated_at=days_ago(31))
    warned = (entry(Stage.WARNING, 52), entry(Stage.FINAL_WARNING, 38))
    [step] = draft(account(off), *warned, entry(Stage.DEACTIVATE, 31)).steps

    assert (step.action, step.stage, step.quiet_days) == ("delete-access-key", Stage.DELETE, 30)
    assert step.undo is None


def test_a_key_that_somebody_else_switched_off_is_no_business_of_the_ladder():
    assert told(draft(account(idle(active=False)))) == []


def test_of_two_keys_only_the_idle_one_is_planned_for():
    both = (idle(), access_key(age_days=400, used_days_ago=1, id=OTHER_KEY, slot=2))

    assert [step.target.id for step in draft(account(*both)).steps] == [KEY_ID]


def test_a_finding_about_a_user_is_judged_key_by_key():
    both = (idle(), access_key(age_days=400, used_days_ago=60, id=OTHER_KEY, slot=2))
    part = draft(account(*both), checks=("unused-credentials",))

    assert [step.target.id for step in part.steps] == [KEY_ID]
    assert [(one.target.id, one.rule) for one in part.refusals] == [(OTHER_KEY, Rule.IN_USE)]


@pytest.mark.parametrize(
    ("key", "rule"),
    [
        pytest.param(idle(60), Rule.IN_USE, id="used within the period"),
        pytest.param(access_key(age_days=50, used_days_ago=None), Rule.TOO_YOUNG, id="never used, and young"),
        pytest.param(access_key(age_days=400, last_used=unknown_use()), Rule.USE_UNKNOWN, id="nobody knows"),
        pytest.param(idle(id=None), Rule.UNREADABLE, id="its id is not known"),
        pytest.param(idle(active=None), Rule.USE_UNKNOWN, id="whether it is active is not known"),
    ],
)
def test_what_is_not_certainly_idle_is_refused_with_the_reason(key, rule):
    assert told(draft(account(key))) == [rule]


def test_a_refusal_says_when_to_ask_again():
    [refusal] = draft(account(idle(60))).refusals

    assert refusal.until == days_ago(60) + timedelta(days=91)


def test_users_whose_tags_could_not_be_read_are_left_alone():
    unread = user(tags=None)

    assert told(draft(account(users=(unread,)))) == [Rule.EXEMPTION_UNKNOWN]


def test_the_caller_and_the_protected_are_left_alone():
    assert told(draft(account(), caller=Caller(arns=(ALICE,)))) == [Rule.CALLER]
    assert told(draft(account(), by=rules(break_glass=("alice",)))) == [Rule.BREAK_GLASS]


def test_what_is_waived_is_left_alone_and_shown_as_such():
    waiver = Waiver(
        check="access-key-unused",
        account="production",
        resource="user/alice",
        reason="The vendor moves.",
        approver="jane@example.com",
        expires=date(2026, 6, 1),
        source="waivers.toml, entry 1",
    )
    by = Rules(settings=rules().settings, waivers=(waiver,))
    [refusal] = draft(account(), by=by, judgement=Judgement(waivers=(waiver,))).refusals

    assert refusal.rule is Rule.WAIVED
    assert "jane@example.com" in refusal.why


def test_what_a_setting_mutes_is_left_alone_too():
    part = draft(account(), judgement=Judgement(ignore_users_without_permissions=True))

    assert told(part) == [Rule.EXEMPT]


def test_users_of_terraform_need_somebody_who_insists():
    managed = account(users=(user(tags={"managed-by": "terraform"}),))

    assert told(draft(managed)) == [Rule.MANAGED]
    [step] = draft(managed, force_managed=True).steps
    assert step.forced


def test_an_account_that_is_not_armed_is_planned_for_all_the_same():
    assert told(draft(account(), by=rules(armed=()))) == [Stage.WARNING]


def test_a_key_that_waits_is_shown_with_the_day():
    [refusal] = draft(account(), entry(Stage.WARNING, 3)).refusals

    assert (refusal.rule, refusal.until) == (Rule.WAITING, days_ago(3) + timedelta(days=14))


def test_a_leaked_key_is_switched_off_at_once_whatever_it_is_used_for():
    leaked = account(access_key(used_days_ago=0, age_days=3), users=(user(permissions=QUARANTINE),))
    [step] = draft(leaked).steps

    assert (step.stage, step.action) == (Stage.DEACTIVATE, "deactivate-access-key")
    assert step.proof.severity is Severity.CRITICAL
    assert step.idle_days is None
    assert "quarantine" in step.proof.message


def test_a_leaked_key_that_lay_idle_is_not_warned_of_as_well():
    leaked = account(users=(user(permissions=QUARANTINE),))

    assert told(draft(leaked)) == [Stage.DEACTIVATE]


def test_a_leaked_key_of_the_list_for_emergencies_is_refused_where_everybody_sees_it():
    leaked = account(access_key(used_days_ago=0), users=(user(permissions=QUARANTINE),))

    [refusal] = draft(leaked, by=rules(break_glass=("alice",))).refusals
    assert refusal.rule is Rule.BREAK_GLASS
    assert refusal.why.startswith("URGENT: AWS has seen a key of this user in public, and it stays on.")


def test_a_leaked_key_that_came_back_is_switched_off_in_a_new_round():
    leaked = account(access_key(used_days_ago=0), users=(user(permissions=QUARANTINE),))

    [step] = draft(leaked, entry(Stage.DEACTIVATE, 2)).steps
    assert step.cycle == 2
    assert told(draft(leaked, entry(Stage.DEACTIVATE, 2, state=State.OPEN))) == [Rule.WAITING]


def test_what_breaks_is_said_as_far_as_it_is_known():
    advised = (
        PrincipalUse(
            arn=ALICE,
            services=(
                ServiceUse(service="iam"),
                ServiceUse(service="s3", last_at=days_ago(200)),
                ServiceUse(service="sts", last_at=days_ago(2)),
            ),
        ),
    )
    [step] = draft(account(service_last_accessed=advised)).steps

    assert (step.blast.lower, step.blast.upper) == (Tier.NONE, Tier.NONE)
    assert (step.blast.last_service, step.blast.last_region) == ("s3", "eu-west-1")
    assert (step.blast.services, step.blast.services_known) == (("sts", "s3"), True)


def test_what_a_user_would_lose_is_told_by_whatever_it_used_last():
    signed_in = password(used_days_ago=120)
    of = account(idle(200), users=(user(password=signed_in),))
    action = configure({})["tag-due-date"]

    [step] = draft(of, actions=(action,), ladder=False, checks=("access-key-unused",)).steps

    assert step.blast.last_used_at == days_ago(120)


def test_what_nobody_asked_is_not_called_unused():
    [step] = draft(account(gaps=(Section.SERVICE_LAST_ACCESSED,))).steps

    assert not step.blast.services_known


def test_other_actions_are_planned_when_they_are_asked_for():
    action = configure({})["activate-access-key"]
    off = idle(active=False, rotated_at=days_ago(300))
    [step] = draft(account(off), actions=(action,), ladder=False).steps

    assert (step.action, step.stage) == ("activate-access-key", Stage.ONCE)


def test_a_key_that_somebody_else_switched_off_long_ago_is_deleted_when_that_is_asked_for():
    long_ago, lately = days_ago(100), days_ago(20)
    delete = configure({})["delete-access-key"]

    [step] = draft(account(idle(active=False, rotated_at=long_ago)), actions=(delete,)).steps
    assert (step.action, step.stage) == ("delete-access-key", Stage.ONCE)
    assert told(draft(account(idle(active=False, rotated_at=lately)), actions=(delete,))) == []


def test_but_one_that_the_ladder_switched_off_goes_by_its_clock_alone():
    delete = configure({})["delete-access-key"]
    off = account(idle(active=False, rotated_at=days_ago(100)))

    part = draft(off, entry(Stage.WARNING, 26), entry(Stage.FINAL_WARNING, 12), entry(Stage.DEACTIVATE, 5))

    assert told(part) == [Rule.WAITING]
    assert told(draft(off, entry(Stage.DEACTIVATE, 5), actions=(delete,))) == [Rule.WAITING]


def test_only_the_users_that_were_named_are_planned_for():
    bob = user("bob")
    of = account(idle(), idle(id=OTHER_KEY, user_name="bob"), users=(user(), bob))

    assert [step.target.user_name for step in draft(of, users=("b*",)).steps] == ["bob"]


def test_populations_are_counted_and_what_was_not_read_is_not():
    part = draft(account(users=(user(), user("bob", password=password()))))

    assert part.populations[f"{ACCOUNT_ID}|access-key"] == 1
    assert part.populations[f"{ACCOUNT_ID}|user"] == 2
    assert f"{ACCOUNT_ID}|access-key" not in draft(account(gaps=(Section.ACCESS_KEYS,))).populations


def test_what_could_not_be_read_is_said():
    part = draft(account(gaps=(Section.PERMISSIONS,)))

    assert any("permissions" in one for one in part.unread)
