"""Splunk, Teams and Jira, each against a server that answers as its vendor's documentation says."""

import json

import messages
import msgspec
import pytest

from http_services import reply
from iam_audit.alerts.message import MessageKind
from iam_audit.alerts.teams_card import LARGEST
from iam_audit.errors import DeliveryError, SettingsError

LOOPBACK = ["127.0.0.0/8"]

# Splunk


@pytest.fixture
def splunk(given, service):
    service.usual = lambda asked: (
        reply(200, {"text": "Success", "code": 0})
        if asked.headers["Authorization"] == f"Splunk {given.environment['HEC_TOKEN']}"
        else reply(403, {"text": "Invalid token", "code": 4})
    )
    return given.channel(
        "splunk", url=service.url, token="env:HEC_TOKEN", allow_networks=LOOPBACK, index="iam"
    )


def events(asked):
    return [json.loads(line) for line in asked.body.splitlines()]


def test_a_collector_gets_an_event_per_finding_and_one_about_the_message(splunk, service):
    splunk.send(messages.message())

    sent = events(service.asked[0])
    assert service.asked[0].path == "/services/collector/event"
    assert [one["event"]["type"] for one in sent] == ["message", "finding", "finding", "finding"]
    assert sent[1]["event"]["check_id"] == "access-key-age"


def test_events_say_when_and_where_they_are_filed(splunk, service):
    splunk.send(messages.message())

    filed = {name: value for name, value in events(service.asked[0])[0].items() if name != "event"}
    assert filed == {
        "time": 1773921600.0,
        "source": "iam-audit",
        "sourcetype": "iam_audit:alert",
        "index": "iam",
    }


def test_without_an_index_that_of_the_token_holds(given, service):
    given.channel("splunk", url=service.url, token="env:HEC_TOKEN", allow_networks=LOOPBACK).send(
        messages.message()
    )

    assert "index" not in events(service.asked[0])[0]


def test_a_report_makes_an_event_per_user(splunk, service):
    splunk.send(messages.message(MessageKind.REPORT))

    users = [one["event"] for one in events(service.asked[0]) if one["event"]["type"] == "user"]
    assert [(one["name"], one["standing"]) for one in users] == [("alice", "action"), ("bob", "good")]


def test_many_events_go_in_several_requests(splunk, service):
    large = tuple(msgspec.structs.replace(item, next_step="x" * 200_000) for item in messages.items())

    splunk.send(messages.message(items=large))

    assert sum(len(events(one)) for one in service.asked) == 4
    assert len(service.asked) == 2


def test_a_busy_collector_is_asked_again(splunk, service):
    service.script = [reply(503, {"text": "Server is busy", "code": 9})]

    splunk.send(messages.message())

    assert len(service.asked) == 2


def test_a_wrong_token_is_told_without_it_and_is_not_for_good(given, splunk):
    given.environment["HEC_TOKEN_WRONG"] = "22222222"
    channel = given.channel(
        "splunk", url=splunk.settings.url, token="env:HEC_TOKEN_WRONG", allow_networks=LOOPBACK
    )

    with pytest.raises(DeliveryError, match="status 403") as caught:
        channel.send(messages.message())

    assert "22222222" not in str(caught.value)
    assert not caught.value.permanent


def test_a_collector_needs_a_url(given):
    with pytest.raises(SettingsError, match="must be a URL"):
        given.channel("splunk", url="collector.example.com", token="env:HEC_TOKEN")


# Teams


@pytest.fixture
def teams(given, service):
    given.environment["TEAMS_URL"] = f"{service.url}/workflows/very-secret/triggers/manual?sig=very-secret"
    service.usual = lambda asked: reply(202)
    return given.channel("teams", url="env:TEAMS_URL", allow_networks=LOOPBACK)


def card(asked):
    attachment = asked.json["attachments"][0]
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    return attachment["content"]


def test_a_workflow_gets_an_adaptive_card(teams, service):
    teams.send(messages.message(MessageKind.SHARED_DIGEST))

    sent = card(service.asked[0])
    assert service.asked[0].json["type"] == "message"
    assert sent["type"] == "AdaptiveCard"
    assert sent["body"][0]["text"] == "IAM audit: 3 findings new or due"
    assert "aws iam create-access-key --user-name alice" in json.dumps(sent)


def test_a_report_lists_everybody(teams, service):
    teams.send(messages.message(MessageKind.REPORT))

    text = json.dumps(card(service.asked[0]))
    assert "alice in production (123456789012), needs action: AKIAIOSFODNN7EXAMPLE" in text
    assert "bob in production (123456789012), in good state" in text


def test_a_card_that_would_be_too_large_says_how_many_are_left_out(teams, service):
    teams.send(messages.message(items=messages.items() * 100, link="https://reports.example.com/1"))

    texts = [one.get("text", "") for one in card(service.asked[0])["body"]]
    shown = sum(one["type"] == "Container" for one in card(service.asked[0])["body"])
    assert len(service.asked[0].body) <= LARGEST
    assert 0 < shown < 300
    assert any(text.startswith(f"… and {300 - shown} lines more") for text in texts)
    assert texts[-1] == "The whole report: https://reports.example.com/1"


def test_one_item_that_is_too_large_by_itself_is_left_out(teams, service):
    large = msgspec.structs.replace(messages.items()[0], next_step="x" * LARGEST)

    teams.send(messages.message(items=(large,)))

    assert "… and 1 line more" in json.dumps(card(service.asked[0]), ensure_ascii=False)


def test_a_resolved_finding_has_no_commands(teams, service):
    teams.send(messages.message(items=messages.items(resolved=True)[:1]))

    text = json.dumps(card(service.asked[0]))
    assert "(resolved)" in text
    assert "Monospace" not in text


def test_names_make_no_links_and_no_functions(teams, service):
    teams.send(messages.message(scope="[click](https://evil.example) {{DATE(2026-01-01)}}"))

    text = card(service.asked[0])["body"][1]["text"]
    assert text == r"Audited on 2026-03-19: \[click\](https://evil.example) { {DATE(2026-01-01)}}."


def test_a_workflow_that_is_switched_off_is_told_without_its_url(teams, service):
    service.script = [reply(404, {"error": {"code": "WorkflowNotFound"}})]

    with pytest.raises(DeliveryError, match="status 404") as caught:
        teams.send(messages.message())

    assert "very-secret" not in str(caught.value)


def test_a_url_that_is_none_is_told_without_it(given):
    given.environment["TEAMS_URL"] = "very-secret"

    with pytest.raises(SettingsError, match="env:TEAMS_URL is no URL") as caught:
        given.channel("teams", url="env:TEAMS_URL").send(messages.message())

    assert "very-secret" not in str(caught.value)


# Jira


@pytest.fixture
def jira(given, jira_site):
    return given.channel("jira", **jira_settings(jira_site))


def jira_settings(site, **more):
    return {
        "url": site.url,
        "user": "bot@example.com",
        "token": "env:JIRA_TOKEN",
        "project": "SEC",
        "labels": ["security"],
        "done": "done",
        "allow_networks": LOOPBACK,
        **more,
    }


def test_there_is_one_issue_per_finding(jira, jira_site):
    receipt = jira.send(messages.message())

    assert [one["summary"] for one in jira_site.issues.values()] == [
        "Access key is past its rotation limit: alice (123456789012)",
        "Access key is unused: alice (123456789012)",
        "Policy is given to a user directly: alice (123456789012)",
    ]
    assert receipt.id == "SEC-1, SEC-2, SEC-3"


def test_an_issue_says_what_to_do_and_is_labelled(jira, jira_site):
    jira.send(messages.message())

    issue = jira_site.issues["SEC-1"]
    fingerprint = messages.message().ordered[0].fingerprint
    assert issue["labels"] == ["iam-audit", f"iam-audit-{fingerprint}", "iam-audit-stage-notice", "security"]
    assert (
        "aws iam create-access-key --user-name alice"
        in issue["description"]["content"][-1]["content"][0]["text"]
    )
    assert issue["project"] == {"key": "SEC"}
    assert issue["issuetype"] == {"name": "Task"}


def test_it_signs_in_with_the_token(jira, jira_site):
    jira.send(messages.message())

    assert jira_site.asked[0].headers["Authorization"] == "Basic Ym90QGV4YW1wbGUuY29tOmppcmEtdG9rZW4="


def test_a_finding_that_has_an_issue_gets_no_second_one(jira, jira_site):
    jira.send(messages.message())
    jira.send(messages.message())

    assert len(jira_site.issues) == 3
    assert all(one["comments"] == [] for one in jira_site.issues.values())


def test_a_later_stage_is_one_comment(jira, jira_site):
    jira.send(messages.message())
    for _ in range(2):
        jira.send(messages.message(MessageKind.REMINDER, stage="reminder 1"))

    comments = jira_site.issues["SEC-1"]["comments"]
    assert len(comments) == 1
    assert comments[0]["content"][0]["content"][0]["text"] == "Still open (reminder 1)."


def test_a_resolved_finding_closes_its_issue(jira, jira_site):
    jira.send(messages.message())
    jira.send(messages.message(items=messages.items(resolved=True)))

    issue = jira_site.issues["SEC-1"]
    assert issue["status"] == "31"
    assert issue["comments"][0]["content"][0]["content"][0]["text"] == "Resolved: it fails no longer."


@pytest.mark.parametrize("done", [None, "Finished"])
def test_without_such_a_transition_it_is_only_remarked(given, jira_site, done):
    channel = given.channel("jira", **jira_settings(jira_site, done=done))
    channel.send(messages.message())
    channel.send(messages.message(items=messages.items(resolved=True)))

    assert jira_site.issues["SEC-1"]["status"] == "To Do"
    assert len(jira_site.issues["SEC-1"]["comments"]) == 1


@pytest.mark.parametrize(("reopen", "status"), [("Reopen", "41"), (None, "31")])
def test_a_finding_that_comes_back_gets_its_issue_back_and_begins_anew(given, jira_site, reopen, status):
    channel = given.channel("jira", **jira_settings(jira_site, reopen=reopen))
    for stage in ("notice", "reminder-1"):
        channel.send(messages.message(stage=stage))
    channel.send(messages.message(items=messages.items(resolved=True)))
    for _ in range(2):
        channel.send(messages.message())

    issue = jira_site.issues["SEC-1"]
    said = [one["content"][0]["content"][0]["text"] for one in issue["comments"]]
    assert said == ["Still open (reminder-1).", "Resolved: it fails no longer.", "It is back (notice)."]
    assert [one for one in issue["labels"] if "stage" in one] == ["iam-audit-stage-notice"]
    assert issue["status"] == status


def test_a_resolved_finding_without_an_issue_makes_none(jira, jira_site):
    jira.send(messages.message(items=messages.items(resolved=True)))

    assert jira_site.issues == {}


def test_one_issue_that_is_refused_does_not_stop_the_others(jira, jira_site):
    jira_site.script = [reply(200, {"issues": []}), reply(400, {"errorMessages": ["no such type"]})]

    with pytest.raises(DeliveryError, match=r"2 of 3 Jira issues are up to date.*status 400") as caught:
        jira.send(messages.message())

    assert len(jira_site.issues) == 2
    assert len(caught.value.delivered) == 2
    assert caught.value.permanent


def test_a_limit_that_is_reached_stops_the_rest_for_this_time(jira, jira_site):
    jira_site.script = [reply(429, Retry_After="900")]

    with pytest.raises(DeliveryError, match=r"0 of 3") as caught:
        jira.send(messages.message())

    assert caught.value.retry_after == 900
    assert len(jira_site.asked) == 1
    assert not caught.value.permanent


def test_what_is_no_jira_is_told(jira, jira_site):
    jira_site.script = [reply(200, b"<html>")] * 3

    with pytest.raises(DeliveryError, match="is it the address of a Jira site"):
        jira.send(messages.message())


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"project": 'SEC" OR 1=1'}, "project"),
        ({"labels": ["two words"]}, "labels"),
        ({"url": "example.atlassian.net"}, "must be a URL"),
    ],
)
def test_settings_that_jira_would_refuse_are_refused(given, jira_site, more, said):
    with pytest.raises(SettingsError, match=said):
        given.channel("jira", **jira_settings(jira_site, **more))
