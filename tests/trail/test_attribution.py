"""Who closed what."""

from datetime import timedelta

import pytest

from builders import NOW
from iam_audit.journal import Entry, State
from iam_audit.trail import Closed, Known, Verdict, attribute, ended_credentials
from iam_audit.trail.parsing import from_entry
from journal_builders import entry as journal_entry
from trail_records import ACCOUNT_ID, KEY_ID, entry, hours, person, session

AGENT = "Boto3/1.40 md/Botocore#1.44 iam-audit/1.0 run/c0ffee01"


def event(name: str, hour: float = 0, **more):
    at = hours(hour)
    return from_entry(entry(f"{name}{hour}", name, at, **more) | {"EventTime": at}, ACCOUNT_ID)


def closed(kind: str = "access-key", **fields) -> Closed:
    values = {
        "id": KEY_ID if kind == "access-key" else "deploy",
        "user_name": "deploy",
        "closed_at": hours(1),
    }
    return Closed(account_id=ACCOUNT_ID, type=kind, **(values | fields))


def step(**fields) -> Entry:
    target = {"account_id": ACCOUNT_ID, "type": "access-key", "id": KEY_ID, "user_name": "deploy"}
    values = {
        "run_id": "c0ffee01",
        "state": State.DONE,
        "intended_at": NOW,
        "settled_at": NOW,
        "step": {"action": "deactivate-access-key", "target": target},
    }
    return journal_entry(**(values | fields))


def known(*events, entries=(), until: float = 24) -> Known:
    return Known(
        events=events, entries=entries, seen_until={ACCOUNT_ID: hours(until)}, delay=timedelta(hours=2)
    )


OFF = {"key": KEY_ID, "status": "Inactive"}


@pytest.mark.parametrize(
    ("what", "verdict", "said"),
    [
        pytest.param(
            {"agent": AGENT}, Verdict.US, "step deactivate-access-key of run c0ffee01", id="our user agent"
        ),
        pytest.param({"who": session("iam-audit-c0ffee01")}, Verdict.US, "of run c0ffee01", id="our session"),
        pytest.param({"who": person("auditor")}, Verdict.US, "of run c0ffee01", id="our caller"),
        pytest.param({"who": person("deploy")}, Verdict.OWNER, "whose it is", id="the user"),
        pytest.param({"who": session("Dana@example.com")}, Verdict.OWNER, "whose it is", id="the owner"),
        pytest.param({"who": session("mallory")}, Verdict.OTHER, "assumed-role/admin/mallory", id="another"),
        pytest.param(
            {"who": {"type": "Root", "arn": "arn:aws:iam::1:root"}}, Verdict.OTHER, ":root", id="root"
        ),
    ],
)
def test_a_key_was_switched_off_by(what, verdict, said):
    found = attribute(
        closed(owner="dana@example.com"), known(event("UpdateAccessKey", **OFF, **what), entries=[step()])
    )

    assert found.verdict is verdict
    assert said in found.why
    assert found.why.startswith("UpdateAccessKey (Inactive), ")


def test_a_run_that_this_journal_does_not_know_is_taken_at_its_word_and_said_to_be():
    found = attribute(closed(), known(event("DeleteAccessKey", key=KEY_ID, agent=AGENT)))

    assert (found.verdict, "this journal does not know it" in found.why) == (Verdict.US, True)


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"intended_at": hours(-9), "settled_at": hours(-9)}, id="another time"),
        pytest.param({"account_id": "210987654321"}, id="another account"),
        pytest.param(
            {"step": {"target": {"id": "AKIAI44QH8DHBEXAMPLE", "user_name": "bob"}}}, id="another key"
        ),
    ],
)
def test_a_step_about_something_else_makes_nothing_ours(other):
    found = attribute(
        closed(), known(event("UpdateAccessKey", **OFF, who=person("auditor")), entries=[step(**other)])
    )

    assert found.verdict is Verdict.OTHER


def test_a_rotation_knows_its_own_run():
    found = attribute(
        closed(),
        known(event("UpdateAccessKey", **OFF, agent=AGENT), entries=[step(run_id="rotate-1-c0ffee01")]),
    )

    assert "rotate-1-c0ffee01" in found.why


def test_what_is_gone_without_a_trace_is_told_from_what_cloudtrail_may_still_tell():
    assert attribute(closed(), known()).verdict is Verdict.NO_RECORD
    assert attribute(closed(), known(until=2.9)).verdict is Verdict.NOT_SEEN_YET
    nothing = Known(events=(), seen_until={}, delay=timedelta(hours=2))
    assert attribute(closed(), nothing).verdict is Verdict.NOT_SEEN_YET


@pytest.mark.parametrize(
    ("kind", "ends", "again"),
    [
        ("access-key", ("UpdateAccessKey", OFF), ("UpdateAccessKey", {"key": KEY_ID, "status": "Active"})),
        ("access-key", ("DeleteAccessKey", {"key": KEY_ID}), ("CreateAccessKey", {})),
        ("password", ("DeleteLoginProfile", {}), ("CreateLoginProfile", {})),
        ("access-key", ("DeleteUser", {}), ("CreateUser", {})),
        ("user", ("DeleteUser", {}), ("CreateUser", {})),
    ],
)
def test_what_was_closed_and_came_back_says_by_whom(kind, ends, again):
    first, second = event(ends[0], **ends[1]), event(again[0], 5, **again[1], who=person("deploy"))

    assert attribute(closed(kind), known(first)).verdict is Verdict.OTHER
    found = attribute(closed(kind), known(first, second))
    assert found.verdict is Verdict.CAME_BACK
    assert (found.event, found.again) == (first, second)
    assert "whose it is" in found.why


def test_what_came_before_the_end_brings_nothing_back():
    made, gone = event("CreateAccessKey", -5), event("DeleteAccessKey", key=KEY_ID)

    assert attribute(closed(), known(made, gone)).verdict is Verdict.OTHER


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("DeleteAccessKey", {"key": "AKIAI44QH8DHBEXAMPLE"}),
        ("UpdateAccessKey", {"key": KEY_ID, "status": "Active"}),
        ("DeleteLoginProfile", {}),
        ("DeleteUser", {"user": "bob"}),
        ("CreateAccessKey", {}),
    ],
)
def test_other_events_close_no_key(name, more):
    assert attribute(closed(), known(event(name, **more))).verdict is Verdict.NO_RECORD


def test_what_happened_after_an_audit_noticed_explains_nothing():
    late = event("DeleteAccessKey", 9, key=KEY_ID)

    assert attribute(closed(), known(late)).verdict is Verdict.NO_RECORD


def test_every_credential_that_ended_is_named_once_with_its_last_end():
    events = (
        event("UpdateAccessKey", 0, **OFF),
        event("DeleteAccessKey", 3, key=KEY_ID),
        event("DeleteLoginProfile", 1),
        event("DeleteUser", 2, user="bob"),
        event("CreateUser", 2, user="carol"),
    )

    found = ended_credentials(events, {(ACCOUNT_ID, "deploy"): "dana@example.com"})

    assert {(one.type, one.id, one.closed_at) for one in found} == {
        ("access-key", KEY_ID, hours(3)),
        ("password", "deploy", hours(1)),
        ("user", "bob", hours(2)),
    }
    assert {one.owner for one in found} == {"dana@example.com", ""}
