"""What CloudTrail says, understood; and asked for at a pace that it can bear."""

import pytest

from builders import NOW
from iam_audit.collect.lifecycle_events import Pace, happened, look_up
from iam_audit.trail.parsing import from_entry, from_record
from simulated_trail import trail_event
from trail_records import ACCOUNT_ID, KEY_ID, entry, person, record


def read(name: str, **more):
    raw = entry("e1", name, NOW, **more)
    return from_entry(raw | {"EventTime": NOW}, ACCOUNT_ID)


def test_an_event_tells_who_did_what_to_whom():
    event = read("UpdateAccessKey", key=KEY_ID, status="Inactive")

    assert (event.name, event.status, event.user_name, event.key_id) == (
        "UpdateAccessKey",
        "Inactive",
        "deploy",
        KEY_ID,
    )
    assert (event.actor.name, event.actor.role) == ("dana@example.com", "admin")
    assert (event.at, event.region, event.actor.source_ip) == (NOW, "us-east-1", "192.0.2.1")


def test_whoever_acts_on_themselves_need_not_say_whom_they_mean():
    assert read("DeleteAccessKey", user=None, key=KEY_ID, who=person("dana")).user_name == "dana"
    assert read("DeleteAccessKey", user=None, key=KEY_ID).user_name == ""


def test_a_key_that_was_made_is_named_in_the_answer():
    made = {"accessKey": {"accessKeyId": KEY_ID, "userName": "deploy", "status": "Active"}}

    assert read("CreateAccessKey", responseElements=made).key_id == KEY_ID


@pytest.mark.parametrize("text", ["", "{", "[]", "null"])
def test_an_entry_without_a_record_tells_what_it_can(text):
    raw = trail_event("e1", "DeleteAccessKey", 0, resources=("deploy", KEY_ID)) | {"EventTime": NOW}
    event = from_entry(raw | {"CloudTrailEvent": text}, ACCOUNT_ID)

    assert (event.user_name, event.key_id, event.actor.label) == ("deploy", KEY_ID, "admin")


@pytest.mark.parametrize("odd", [None, "text", 3, []])
def test_odd_parts_of_a_record_are_taken_for_missing(odd):
    whole = record("DeleteUser") | {"eventID": "e1", "eventName": "DeleteUser", "eventTime": NOW.isoformat()}
    event = from_record(
        whole | {"userIdentity": odd, "requestParameters": odd, "responseElements": odd}, ACCOUNT_ID
    )

    assert (event.user_name, event.actor.label) == ("", "unknown")


def test_what_aws_refused_or_another_service_did_has_not_happened():
    assert happened(entry("e1", "DeleteUser", NOW))
    assert not happened(entry("e1", "DeleteUser", NOW, errorCode="AccessDenied"))
    assert not happened(entry("e1", "DeleteUser", NOW, eventSource="transfer.amazonaws.com"))


class Clock:
    """Time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 100.0
        self.sent: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def lookup_events(self, **asked):
        self.sent.append(self.now)
        more = {"NextToken": "2"} if "NextToken" not in asked else {}
        return {
            "Events": [{"EventId": f"{asked['LookupAttributes'][0]['AttributeValue']}{len(self.sent)}"}],
            **more,
        }


def test_no_more_than_three_calls_are_made_in_two_seconds_and_each_asks_for_one_name():
    clock = Clock()
    found = list(look_up(clock, ("a", "b", "c"), NOW, NOW, Pace(1.5, lambda: clock.now, clock.sleep)))

    assert [one["EventId"] for one in found] == ["a1", "a2", "b3", "b4", "c5", "c6"]
    gaps = [later - sent for sent, later in zip(clock.sent, clock.sent[1:], strict=False)]
    assert all(gap >= 1 / 1.5 - 1e-9 for gap in gaps)


def test_calls_that_are_slow_by_themselves_do_not_wait():
    clock = Clock()
    pace = Pace(1.5, lambda: clock.now, clock.sleep)
    for _ in range(3):
        pace.wait()
        clock.now += 5

    assert clock.now == 115
