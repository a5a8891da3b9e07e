"""Plans that wait in the store: over the API, in Slack and with keys, in both databases."""

import hashlib
import hmac
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import msgspec
import pytest

from alert_surroundings import alerting, places
from builders import NOW
from http_services import SlackWorkspace, serving
from iam_audit.errors import DeliveryError, InputError, StoreError, UsageError
from iam_audit.model import Waiver
from iam_audit.remediate import Rule, Stage
from iam_audit.remediate.decisions import Filed
from iam_audit.remediate.guards import refusal
from iam_audit.remediate.rules import Rules
from iam_audit.remediate.signing import API, SLACK, Rejection, approved, new_key
from iam_audit.remediate.slack_buttons import APPROVE, REJECT, is_from_slack, plan_blocks, press_in
from iam_audit.remediate.sql_plans import SqlPlans
from iam_audit.settings import RemediateSettings, Settings
from iam_audit.store import open_store
from iam_audit.waivers.sql import SqlWaivers
from iam_audit.workflows import (
    Questions,
    approve_plan,
    ask_in_slack,
    decide_in_slack,
    filed_at,
    lacks,
    plans_at,
    reject_plan,
    rejection_of,
    rules_of,
    waivers_in_store,
    word_of,
)
from iam_audit.workflows.conditions import objections_to
from remediate.planned import AUDITOR, facts, plan, step, target

PEM, PUBLIC = new_key()
SETTINGS = RemediateSettings(
    approvers={"jane": PUBLIC}, api_approvers=("kim",), slack_approvers={"U0KIM": "kim", "U0OMAR": "omar"}
)
LATER = NOW + timedelta(hours=1)
SECRET = "8f742231b10e8888abcd99yyyzzz85a5"


@pytest.fixture(params=["sqlite", "postgresql"])
def plans(request, tmp_path):
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path}/store.sqlite"
    else:
        name = "plans" + hashlib.sha256(request.node.name.encode()).hexdigest()[:12]
        url = request.getfixturevalue("new_database")(name)
    with open_store(url) as store:
        yield SqlPlans(store)


@pytest.fixture
def here(tmp_path):
    with plans_at(f"sqlite:///{tmp_path}/store.sqlite") as plans:
        plans.file(plan())
        yield plans


def word(by="kim", how=API, of=None, at=LATER):
    return word_of(by, how, (of or plan()).hash, "Agreed.", SETTINGS, at)


def test_a_plan_is_kept_once_and_found_by_id_and_hash(plans):
    plans.file(plan())
    plans.file(plan())

    assert plans.all() == (Filed(plan=plan()),)
    assert plans.find("plan-1") == plans.find(plan().hash) == Filed(plan=plan())
    assert plans.find("plan-2") is None


def test_the_newest_plan_comes_first(plans):
    newer = plan(at=LATER, id="plan-2")
    plans.file(plan())
    plans.file(newer)

    assert [one.plan.id for one in plans.all()] == ["plan-2", "plan-1"]
    assert [one.plan.id for one in plans.all(most=1)] == ["plan-2"]


def test_what_was_decided_is_kept_each_person_once(plans):
    plans.file(plan())
    plans.approve(word())
    plans.approve(word(at=LATER + timedelta(hours=1)))
    signed = approved(plan(), PEM, "key", "jane", "Fine.", LATER)
    plans.approve(signed)
    plans.reject(Rejection(plan_hash=plan().hash, by="omar", at=LATER, reason="No.", how=SLACK))

    held = plans.find("plan-1")
    assert held.approvals == (signed, word())
    assert [one.by for one in held.rejections] == ["omar"]


def test_a_decision_about_a_plan_that_is_not_there_is_refused(plans):
    with pytest.raises(StoreError, match="no plan with the hash"):
        plans.approve(word())


def test_an_approval_over_the_api_is_enough_where_the_settings_name_who_gave_it(here):
    held = approve_plan(here, "plan-1", word(), SETTINGS, LATER)

    assert lacks(held, SETTINGS) == ()
    nobody = msgspec.structs.replace(SETTINGS, api_approvers=())
    assert "kim may not approve over api." in lacks(held, nobody)


def test_an_approval_with_a_key_counts_from_the_store_as_from_a_file(here):
    held = approve_plan(here, "plan-1", approved(plan(), PEM, "key", "jane", "Fine.", LATER), SETTINGS, LATER)

    assert lacks(held, SETTINGS) == ()
    forged = msgspec.structs.replace(held.approvals[0], reason="Other.")
    assert lacks(msgspec.structs.replace(held, approvals=(forged,)), SETTINGS)


def test_a_rejection_ends_it(here):
    approve_plan(here, "plan-1", word(), SETTINGS, LATER)
    no = rejection_of("omar", SLACK, plan().hash, "Not this week.", SETTINGS, LATER)

    held = reject_plan(here, "plan-1", no, LATER)

    assert lacks(held, SETTINGS) == ("omar rejected it on 2026-03-19: Not this week.",)


@pytest.mark.parametrize(
    ("how", "by"),
    [pytest.param(API, "omar", id="not over the API"), pytest.param(SLACK, "jane", id="not in Slack")],
)
def test_each_way_has_its_own_approvers(how, by):
    with pytest.raises(UsageError, match=f"{by} may not approve over {how}"):
        word(by, how)


def test_a_reason_is_asked_for():
    with pytest.raises(UsageError, match="Say why"):
        word_of("kim", API, plan().hash, "  ", SETTINGS, LATER)


@pytest.mark.parametrize(
    ("name", "of", "at", "said"),
    [
        pytest.param("plan-2", plan(), LATER, "There is no plan plan-2", id="no plan"),
        pytest.param("plan-1", plan(step(stage=Stage.ONCE)), LATER, "for another plan", id="another plan"),
        pytest.param("plan-1", plan(), NOW + timedelta(hours=72), "expired", id="expired"),
    ],
)
def test_what_would_not_count_is_not_kept(here, name, of, at, said):
    with pytest.raises(UsageError, match=said):
        approve_plan(here, name, word(of=of), SETTINGS, at)
    with pytest.raises(UsageError, match=said):
        reject_plan(here, name, rejection_of("kim", API, of.hash, "No.", SETTINGS, at), at)
    assert here.find("plan-1") == Filed(plan=plan())


def test_where_there_is_no_store_none_is_made(tmp_path):
    url = f"sqlite:///{tmp_path}/none.sqlite"

    assert filed_at(url, plan()) == Filed(plan=plan())
    assert list(tmp_path.iterdir()) == []


# Slack


def press(action=APPROVE, by="U0KIM", of=None, kind="block_actions"):
    payload = {
        "type": kind,
        "user": {"id": by, "username": "kim"},
        "actions": [{"action_id": action, "value": (of or plan()).hash, "type": "button"}],
    }
    return urlencode({"payload": json.dumps(payload)}).encode()


def signed(body, at=LATER, secret=SECRET):
    stamp = str(int(at.timestamp()))
    mac = hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    return {"x-slack-request-timestamp": stamp, "x-slack-signature": f"v0={mac}"}


def test_the_example_of_slacks_documentation_is_taken():
    body = (
        b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V"
        b"&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text="
        b"&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
        b"&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
    )
    signature = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
    then = datetime.fromtimestamp(1531420618, UTC)

    assert is_from_slack(SECRET, "1531420618", signature, body, then)
    assert not is_from_slack(SECRET, "1531420618", signature, body, then + timedelta(seconds=301))


def test_a_press_that_slack_signed_approves(here):
    body = press()

    said = decide_in_slack(here, SETTINGS, SECRET, signed(body), body, LATER)

    assert said == "kim approved plan-1. It may be applied now."
    [approval] = here.find("plan-1").approvals
    assert (approval.by, approval.how) == ("kim", SLACK)


def test_a_press_rejects(here):
    body = press(REJECT, by="U0OMAR")

    assert (
        decide_in_slack(here, SETTINGS, SECRET, signed(body), body, LATER)
        == "omar rejected plan-1: it is not applied."
    )
    assert lacks(here.find("plan-1"), SETTINGS)


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({}, id="nothing"),
        pytest.param(signed(press(), secret="another"), id="another secret"),
        pytest.param(signed(press(REJECT)), id="another body"),
        pytest.param(signed(press(), at=LATER - timedelta(minutes=6)), id="sent again later"),
        pytest.param(signed(press(), at=LATER + timedelta(minutes=6)), id="from the future"),
        pytest.param(signed(press()) | {"x-slack-request-timestamp": "1e9"}, id="no number"),
        pytest.param(signed(press()) | {"x-slack-signature": "v0=ünsigned"}, id="no signature"),
    ],
)
def test_what_slack_has_not_signed_just_now_changes_nothing(here, headers):
    with pytest.raises(UsageError, match="not signed by Slack"):
        decide_in_slack(here, SETTINGS, SECRET, headers, press(), LATER)
    assert here.find("plan-1") == Filed(plan=plan())


def test_without_a_secret_nothing_is_signed(here):
    with pytest.raises(UsageError, match="not signed"):
        decide_in_slack(here, SETTINGS, "", signed(press(), secret=""), press(), LATER)


def test_a_member_whom_the_settings_do_not_know_cannot_approve(here):
    body = press(by="U0EVE")

    with pytest.raises(UsageError, match="U0EVE may not approve"):
        decide_in_slack(here, SETTINGS, SECRET, signed(body), body, LATER)


@pytest.mark.parametrize(
    "body",
    [b"", b"payload=", b"payload=%7B", b"\xff", press(action="other"), press(kind="view_submission"), b"a=b"],
)
def test_what_is_no_press_of_our_buttons_is_refused(body):
    with pytest.raises(InputError):
        press_in(body)


def test_the_plan_is_posted_with_both_buttons_and_nothing_in_it_is_markup():
    evil = plan(step(target=target(user_name="<!channel>&")))
    with serving(SlackWorkspace()) as slack:
        receipt = ask_in_slack(evil, alerting(places(slack=slack.url)), "team")

        [posted] = slack.posts
    assert receipt.channel == "team"
    assert [one["action_id"] for one in posted["blocks"][-1]["elements"]] == [APPROVE, REJECT]
    assert {one["value"] for one in posted["blocks"][-1]["elements"]} == {evil.hash}
    assert "<!channel>" not in json.dumps(posted)
    assert "&lt;!channel&gt;" in json.dumps(posted)


def test_a_long_plan_keeps_to_the_limits_of_slack():
    long = plan(*(step(target=target(id=f"AKIA{n:016}", user_name="x" * 64)) for n in range(300)))
    blocks = plan_blocks(long)

    assert len(blocks) <= 40
    assert all(len(one["text"]["text"]) <= 3000 for one in blocks if one["type"] == "section")
    assert "… and 285 more." in json.dumps(blocks, ensure_ascii=False)


def test_a_channel_that_is_not_slack_cannot_ask(tmp_path):
    with pytest.raises(UsageError, match="hook is no channel of the kind slack"):
        ask_in_slack(plan(), alerting(), "hook")


def test_slack_that_refuses_is_said():
    with serving(SlackWorkspace()) as slack:
        url = slack.url
    with pytest.raises(DeliveryError):
        ask_in_slack(plan(), alerting(places(slack=url)), "team")


# What apply asks


def test_apply_honours_what_was_decided_in_the_store(here):
    rules = Rules(settings=SETTINGS)
    made = plan(id="plan-2", rules=rules.digest)
    here.file(made)
    assert "It has 0 of 1 approvals that it needs." in objections_to(here.find("plan-2"), (), rules)

    held = approve_plan(here, "plan-2", word(of=made), SETTINGS, LATER)
    assert objections_to(held, (), rules) == ()
    assert objections_to(held, (), replace(rules, settings=msgspec.structs.replace(SETTINGS, idle_days=3)))

    no = rejection_of("omar", SLACK, made.hash, "Not this week.", SETTINGS, LATER)
    assert objections_to(reject_plan(here, "plan-2", no, LATER), (), rules)


def test_waivers_that_were_decided_on_the_server_protect(tmp_path):
    url = f"sqlite:///{tmp_path}/store.sqlite"
    assert waivers_in_store(url, NOW) == ()
    waiver = Waiver(
        check="access-key-unused",
        account="*",
        resource="user/alice",
        reason="The vendor moves.",
        approver="jane",
        expires=NOW.date(),
        source="",
    )
    with open_store(url) as store:
        SqlWaivers(store).create(waiver, NOW)

    rules = rules_of(Settings(), Questions(checks=()), waivers_in_store(url, NOW))

    assert refusal(step(), facts(), rules, AUDITOR, NOW).rule is Rule.WAIVED
