"""`iam-audit alert` and `audit --send` through the front, with real servers and a store in SQLite."""

import getpass
import json

import pytest
from front import cli

from alert_scenes import OTHER_ACCOUNT, save_bundle
from builders import ACCOUNT_ID
from http_services import Service, reply, serving
from mail_server import mail_server
from simulated_aws import SimulatedAws
from simulated_trail import SimulatedTrail, trail_event

NOW = ("--now", "2026-03-19T12:00:00Z")
LATER = ("--now", "2026-03-20T12:00:00Z")
AUDIT = ("--only", "access-key-age")


@pytest.fixture
def hook():
    with serving(Service()) as running:
        yield running


@pytest.fixture
def mailbox():
    with mail_server() as running:
        yield running


@pytest.fixture(autouse=True)
def settings(tmp_path, hook, mailbox):
    """Two accounts, in both of which alice has an old key, and settings with a webhook and mail."""
    for account_id in (ACCOUNT_ID, OTHER_ACCOUNT):
        save_bundle(tmp_path / "accounts", account_id=account_id)
    (tmp_path / "iam-audit.toml").write_text(
        f"""
        [channels.security]
        kind = "webhook"
        url = "{hook.url}"
        allow_networks = ["127.0.0.0/8"]
        [channels.people]
        kind = "mail-owner"
        host = "127.0.0.1"
        port = {mailbox.port}
        security = "none"
        sender = "iam-audit@example.com"
        [alerts]
        allowed_domains = ["example.com"]
        [store]
        url = "sqlite:///{tmp_path}/store.sqlite"
        """
    )
    return tmp_path


def alert(*args, now=NOW):
    return cli("alert", "--from-dir", "accounts", *AUDIT, *now, *args)


def answered(*args, now=NOW):
    return json.loads(alert("--format", "json", *args, now=now).out)


def test_the_owner_gets_one_digest_and_the_report_says_what_was_sent_to_whom_and_when(mailbox, hook):
    ended = alert()

    assert (ended.code, ended.err) == (0, "")
    first, *lines = ended.out.splitlines()
    assert first == "2 messages sent, 0 failed, 0 undelivered."
    assert sorted(lines) == [
        "sent 2026-03-19 12:00 to alice@example.com through people: alice@example.com; notice, 2 findings",
        "sent 2026-03-19 12:00 to security through security: 127.0.0.1; notice, 2 findings",
    ]
    assert [one["To"] for one in mailbox.mails] == ["alice <alice@example.com>"]
    assert len(hook.asked[0].json["items"]) == 2


def test_running_it_twice_sends_nothing_twice(mailbox):
    alert()

    assert alert().out == "0 messages sent, 0 failed, 0 undelivered.\n"
    assert len(mailbox.mails) == 1


def test_programs_get_the_same_as_json():
    told = answered()

    assert told["complete"] is True
    assert (told["alert"]["sent"], told["alert"]["failed"]) == (2, 0)
    assert {(one["through"], one["to"]) for one in told["alert"]["messages"]} == {
        ("people", "alice@example.com"),
        ("security", "127.0.0.1"),
    }


def test_what_could_not_be_delivered_is_said_and_changes_the_exit_code_where_that_is_asked_for(hook):
    hook.usual = lambda asked: reply(401)
    ended = alert("--fail-on-undelivered")

    assert ended.code == 4
    assert ended.err.startswith("iam-audit: not delivered to security: ")
    assert "undelivered to security: waiting since 2026-03-19 12:00, 1 attempt" in ended.out
    assert alert(now=LATER).code == 0


def test_the_next_run_tries_again(hook):
    hook.usual = lambda asked: reply(401)
    alert()
    hook.usual = lambda asked: reply(200)

    assert "1 message sent, 0 failed, 0 undelivered.\n" in alert("--fail-on-undelivered", now=LATER).out


def test_a_tag_of_another_domain_is_not_believed_and_the_report_says_so(settings, mailbox):
    save_bundle(settings / "accounts", {"eve": {"email": "eve@evil.example.net"}}, account_id=OTHER_ACCOUNT)
    ended = alert()

    assert [one["To"] for one in mailbox.mails] == ["alice <alice@example.com>"]
    assert (
        "note: 'eve@evil.example.net' in the tag email of eve in 111122223333 is of no allowed domain"
        in ended.out
    )


def test_many_notes_are_cut_and_the_rest_is_counted(settings):
    people = {f"eve-{number}": {"email": f"eve-{number}@evil.example.net"} for number in range(25)}
    save_bundle(settings / "accounts", people, account_id=OTHER_ACCOUNT)
    lines = alert().out.splitlines()

    assert sum(line.startswith("note: ") for line in lines) == 21
    assert lines[-1].startswith("note: and 6 more; --format json lists all of them.")


@pytest.mark.parametrize("flags", [(), ("--format", "json")])
def test_a_dry_run_shows_the_messages_sends_nothing_and_remembers_nothing(settings, mailbox, hook, flags):
    ended = alert("--dry-run", *flags)

    assert ended.code == 0
    assert "Your AWS credentials: 2 findings to deal with" in ended.out
    assert "Access key is past its rotation limit" in ended.out
    assert (mailbox.mails, hook.asked) == ([], [])
    assert not (settings / "store.sqlite").exists()


def test_previews_go_to_one_address_and_nothing_is_remembered(settings, mailbox, hook):
    ended = alert("--dry-run", "--to", "me@example.com")

    assert ended.code == 0
    assert [one["To"] for one in mailbox.mails] == ["me@example.com", "me@example.com"]
    assert hook.asked == []
    assert len(alert().out.splitlines()) == 3


def test_previews_that_cannot_be_mailed_are_said(mailbox):
    mailbox.refused = {"me@example.com": "550 no such user"}
    ended = alert("--to", "me@example.com")

    assert ended.code == 4
    assert "failed 2026-03-19 12:00 to me@example.com" in ended.out


def test_one_channel_alone(mailbox, hook):
    ended = alert("--channel", "security")

    assert "1 message sent" in ended.out
    assert (len(hook.asked), mailbox.mails) == (1, [])


def test_an_audit_that_is_incomplete_tells_what_it_knows_and_ends_with_3(settings, mailbox):
    (settings / "accounts" / OTHER_ACCOUNT / "credential-report.csv").write_text("no report\n")
    ended = alert()

    assert ended.code == 3
    assert "incomplete: 1 of 2 accounts assessed" in ended.err
    assert len(mailbox.mails) == 1


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (
            ("--channel", "secrity"),
            "--channel: there is no channel 'secrity' in the settings. Did you mean 'security'?",
        ),
        (("--to", "nobody"), "--to: 'nobody' is no mail address"),
        (("--format", "xml"), "--format: there is no 'xml'"),
        (("--mock",), "contradict each other"),
        (("snoze",), "No such command 'snoze'"),
    ],
)
def test_wrong_usage_is_one_line_and_nothing_is_sent(mailbox, args, said):
    ended = alert(*args)

    assert ended.code == 2
    assert ended.is_one_line
    assert said in ended.err
    assert mailbox.mails == []


def test_without_a_channel_there_is_nothing_to_do(settings):
    (settings / "iam-audit.toml").write_text("")
    ended = alert()

    assert ended.code == 2
    assert "there is no channel. Write one as [channels.NAME]" in ended.err


def test_several_values_may_follow_one_flag():
    assert alert("--channel", "security", "people", "--quiet").code == 0


def test_in_quiet_hours_the_run_says_that_messages_wait(settings, mailbox):
    text = (settings / "iam-audit.toml").read_text().replace("[alerts]", '[alerts]\nquiet_days = ["thu"]')
    (settings / "iam-audit.toml").write_text(text)
    ended = alert("--fail-on-undelivered")

    assert ended.code == 0
    assert "Quiet hours: what waits is sent by the first run after them." in ended.out
    assert mailbox.mails == []


def test_a_channel_in_aws_is_reached_with_the_credentials_of_the_environment(settings, hook):
    answer = b"<PublishResponse><PublishResult><MessageId>m-1</MessageId></PublishResult></PublishResponse>"
    hook.usual = lambda asked: reply(200, answer, Content_Type="text/xml")
    with (settings / "iam-audit.toml").open("a") as file:
        file.write(
            '\n[channels.topic]\nkind = "sns"\ntopic = "arn:aws:sns:eu-west-1:123456789012:iam-audit"\n'
        )
    environment = {
        "AWS_ENDPOINT_URL": hook.url,
        "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": "us-east-1",
    }
    arguments = ("--from-dir", "accounts", *AUDIT, *NOW, "--channel", "topic")
    ended = cli("alert", *arguments, env=environment)

    assert "1 message sent, 0 failed" in ended.out
    assert b"Action=Publish" in hook.asked[0].body
    assert "/eu-west-1/sns/" in hook.asked[0].headers["Authorization"]


# who made it


@pytest.fixture
def aws(settings):
    """An account of ten users, and who made what in it."""
    with (settings / "iam-audit.toml").open("a") as file:
        file.write("\n[alerts.deadline_days]\nlow = 1\n")
    text = (settings / "iam-audit.toml").read_text().replace("[alerts]", "[alerts]\ncreators = true")
    (settings / "iam-audit.toml").write_text(text)
    with SimulatedAws(users=10) as server:
        yield server


def live(aws, trail=None):
    told = {"IAM_AUDIT_EVENTS__CALLS_PER_SECOND": "1000"}
    more = {"AWS_ENDPOINT_URL_CLOUDTRAIL": trail.url, **told} if trail else {}
    return cli("alert", "--only", "access-key-*", *NOW, "--channel", "security", env=aws.environment | more)


def test_who_made_a_key_is_a_hint_in_the_message(aws, hook):
    key_id = json.loads(
        cli("audit", "--only", "access-key-*", *NOW, "--format", "json", env=aws.environment).out
    )["findings"][0]["resource"]["id"]
    event = trail_event("a", "CreateAccessKey", 1770000100, user="carol", resources=("someone", key_id))
    with SimulatedTrail({aws.environment["AWS_ACCESS_KEY_ID"]: [event]}) as trail:
        ended = live(aws, trail)

    assert ended.code == 0
    assert {one["made_by"] for one in hook.asked[0].json["items"] if one["resource"]["id"] == key_id} == {
        "carol"
    }


def test_without_the_permission_there_is_a_hint_less_and_everything_else(aws, hook):
    with SimulatedTrail({}, refused=(aws.environment["AWS_ACCESS_KEY_ID"],)) as trail:
        ended = live(aws, trail)

    assert ended.code == 0
    assert "who made the keys of 123456789012 is not known" in ended.err
    assert {one["made_by"] for one in hook.asked[0].json["items"]} == {None}


# snooze, wake, status


def fingerprint(status):
    return status.out.splitlines()[1].split()[0]


def test_the_status_shows_what_is_open_sent_and_undelivered():
    assert cli("alert", "status").out.splitlines()[0] == "0 findings open"
    alert()
    status = cli("alert", "status", *NOW)

    assert status.out.splitlines()[0] == "2 findings open"
    assert "access-key-age in 111122223333 since 2026-03-19, due 2026-04-18" in status.out
    assert "2026-03-19 12:00 to alice@example.com" in status.out
    assert len(json.loads(cli("alert", "status", *NOW, "--format", "json").out)["open"]) == 2


def test_a_finding_is_snoozed_with_a_reason_and_woken():
    alert()
    named = fingerprint(cli("alert", "status", *NOW))
    snoozed = cli(
        "alert", "snooze", named, "--until", "2026-04-01", "--reason", "on leave", "--by", "carol", *NOW
    )
    status = cli("alert", "status", *NOW)
    woken = cli("alert", "wake", named)

    assert snoozed.out == f"{named} is snoozed until 2026-04-01 00:00 UTC: on leave\n"
    assert "snoozed until 2026-04-01 00:00 by carol: on leave" in status.out
    assert woken.out == f"{named} is not snoozed any more.\n"
    assert cli("alert", "wake", named).code == 2


def test_whoever_snoozes_is_remembered_by_the_name_the_system_knows(monkeypatch):
    monkeypatch.setenv("LOGNAME", "dave")
    alert()
    named = fingerprint(cli("alert", "status", *NOW))
    cli("alert", "snooze", named, "--until", "2026-04-01", "--reason", "x", *NOW)

    assert "by dave: x" in cli("alert", "status", *NOW).out


def test_whoever_has_no_name_is_unknown(monkeypatch):
    def nobody():
        raise OSError("no such user")

    monkeypatch.setattr(getpass, "getuser", nobody)
    alert()
    named = fingerprint(cli("alert", "status", *NOW))
    cli("alert", "snooze", named, "--until", "2026-04-01", "--reason", "x", *NOW)

    assert "by unknown: x" in cli("alert", "status", *NOW).out


def test_the_status_says_what_waits_and_why(hook):
    hook.usual = lambda asked: reply(401)
    alert()

    said = cli("alert", "status", *NOW).out

    assert "to security: waiting since 2026-03-19 12:00, 1 attempt, the last failed" in said
    assert "., again from " not in said


# audit --send


def test_the_report_of_all_users_is_sent_beside_the_usual_one(hook):
    ended = cli("audit", "--from-dir", "accounts", *AUDIT, *NOW, "--format", "csv", "--send", "security")

    assert ended.code == 0
    assert "sent 2026-03-19 12:00 to security through security" in ended.err
    assert hook.asked[0].json["kind"] == "report"


def test_a_report_that_could_not_be_sent_is_told_from_an_audit_that_failed(hook):
    hook.usual = lambda asked: reply(401)
    ended = cli("audit", "--from-dir", "accounts", *AUDIT, *NOW, "--format", "csv", "--send", "security")

    assert ended.code == 4
    assert "iam-audit: failed 2026-03-19 12:00 to security" in ended.err
    assert ended.out


def test_a_channel_that_cannot_take_the_report_is_refused_before_the_audit(hook):
    ended = cli("audit", "--from-dir", "accounts", *NOW, "--send", "people")

    assert ended.code == 2
    assert "--send: people reaches single people" in ended.err


# doctor


def test_the_doctor_prints_channels_and_tries_their_secrets(settings):
    with (settings / "iam-audit.toml").open("a") as file:
        file.write('\n[channels.locked]\nkind = "slack"\ntoken = "env:NO_SUCH_TOKEN"\nchannel = "C0TEAM"\n')
    with SimulatedAws(users=1) as aws:
        ended = cli("doctor", env=aws.environment)

    assert ended.code == 2
    assert 'channels.security.kind = "webhook"' in ended.out
    assert "ok    channel security: Its secrets can be had; nothing was sent." in ended.out
    assert "fail  channel locked: The secret env:NO_SUCH_TOKEN cannot be read" in ended.out
