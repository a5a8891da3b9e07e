"""From an audit to messages on real servers, with a ledger in SQLite: who gets what, once, and what waits."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete, update

from alert_scenes import OTHER_ACCOUNT, audited, people
from alert_surroundings import alerting, places
from builders import ACCOUNT_ID, NOW
from http_services import Service, SlackWorkspace, reply, serving, slack_says
from iam_audit import workflows
from iam_audit.errors import SettingsError, UsageError
from iam_audit.ledger.sql import SqlLedger
from iam_audit.ledger.sql_tables import ENVELOPE, EPISODE, HEARD, NOTICE, SNOOZE
from iam_audit.model import Section
from iam_audit.store import open_store
from mail_server import mail_server

ALICE = {"alice": {"email": "alice@example.com"}}
BOB = {"bob": {"email": "bob@example.com"}}


class World:
    """The servers, the ledger, and the moment it is."""

    def __init__(self, hook, slack, mailbox, store):
        self.hook, self.slack, self.mailbox, self.store = hook, slack, mailbox, store
        self.ledger = SqlLedger(store)
        self.now = NOW

    def later(self, **time):
        self.now += timedelta(**time)
        return self

    @property
    def mails(self):
        return [(mail["To"], mail["Subject"]) for mail in self.mailbox.mails]

    def plan(self, keep=("hook", "chat", "post", "team"), **settings):
        channels = places(self.hook.url, self.slack.url, self.mailbox.port)
        kept = {name: one for name, one in channels.items() if name in keep}
        return alerting(kept, clock=lambda: self.now, **settings)

    def alert(self, result, keep=("hook", "chat", "post", "team"), go_on=lambda: True, **settings):
        plan = self.plan(keep, **settings)
        return workflows.alert(result, plan, self.ledger, self.now, lambda: self.now, go_on)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    with open_store(f"sqlite:///{tmp_path_factory.mktemp('store')}/store.sqlite") as made:
        yield made


@pytest.fixture
def world(store):
    with (
        serving(Service()) as hook,
        serving(SlackWorkspace()) as slack,
        mail_server() as mailbox,
    ):
        yield World(hook, slack, mailbox, store)
    with store.writing() as connection:
        for table in (SNOOZE, HEARD, NOTICE, ENVELOPE, EPISODE):
            connection.execute(delete(table))


def test_owner_and_shared_channels_are_told_and_the_run_says_whom_through_what_and_when(world):
    ended = world.alert(audited(people(ALICE)))

    told = {(one.channel, one.recipient): (one.through, one.to, one.at) for one in ended.sent}
    assert told == {
        ("hook", ""): ("hook", "127.0.0.1", NOW),
        ("owner", "alice@example.com"): ("chat", "Slack user U0ALICE", NOW),
        ("team", ""): ("team", "Slack channel C0TEAM", NOW),
    }
    assert (ended.decided, ended.undelivered, ended.remarks) == (3, (), ())


def test_asking_twice_sends_nothing_twice(world):
    world.alert(audited(people(ALICE)))
    again = world.alert(audited(people(ALICE)))

    assert (again.decided, again.messages) == (0, ())
    assert len(world.hook.asked) == 1


def test_an_owner_of_keys_in_several_accounts_gets_one_digest(world):
    here, there = people({**ALICE, **BOB}), people({"al": ALICE["alice"]}, account_id=OTHER_ACCOUNT)
    world.alert(audited(here, there), keep=("post",))

    assert sorted(world.mails) == [
        ("alice@example.com", "Your AWS credentials: 2 findings to deal with"),
        ("bob <bob@example.com>", "Your AWS credentials: 1 finding to deal with"),
    ]
    digest = next(one for one in world.mailbox.mails if "alice" in one["To"])
    text = digest.get_body("plain").get_content()
    assert ACCOUNT_ID in text
    assert OTHER_ACCOUNT in text


def test_a_slack_id_that_not_all_accounts_agree_on_draws_no_messages_to_it(world):
    world.slack.members = {"alice@example.com": "U0ALICE"}
    thief = {"thief": {"email": "alice@example.com", "slack": "U0THIEF"}}
    world.alert(audited(people(ALICE), people(thief, account_id=OTHER_ACCOUNT)), keep=("chat",))

    assert {one["channel"] for one in world.slack.posts} == {"U0ALICE"}


def test_a_slack_id_that_all_agree_on_is_used_without_looking_the_address_up(world):
    world.alert(
        audited(people({"alice": {"email": "alice@example.com", "slack": "U0OTHER"}})), keep=("chat",)
    )

    assert [one["channel"] for one in world.slack.posts] == ["U0OTHER"]
    assert world.slack.look_ups == 0


# One channel after the other


def test_who_is_not_in_slack_gets_mail(world):
    ended = world.alert(audited(people(BOB)), keep=("chat", "post"))

    assert [one.through for one in ended.sent] == ["post"]
    assert "Nobody in the Slack workspace" in ended.sent[0].error
    assert len(world.mails) == 1


def test_who_can_be_reached_by_nobody_is_spoken_of_where_the_catch_all_is(world):
    world.mailbox.refused = {"bob@example.com": "550 no such user"}
    ended = world.alert(audited(people(BOB)), routes=[{"channels": ["owner"]}], catch_all=["team"])

    assert [one.through for one in ended.sent] == ["team"]
    assert [one["channel"] for one in world.slack.posts] == ["C0TEAM"]


def test_the_catch_all_may_be_an_address(world):
    world.mailbox.refused = {"bob@example.com": "550 no such user"}
    ended = world.alert(audited(people(BOB)), routes=[{"channels": ["owner"]}], catch_all=["iam@example.org"])

    assert [one.to for one in ended.sent] == ["iam@example.org"]


def test_a_catch_all_that_is_the_owner_is_not_tried_twice(world):
    world.mailbox.refused = {"bob@example.com": "550 no such user"}
    ended = world.alert(audited(people(BOB)), keep=("post",), routes=OWNERS, catch_all=["bob@example.com"])

    assert ended.failed[0].error.count("550") == 1


def test_what_is_not_bad_enough_for_anybody_is_not_remembered(world):
    assert world.alert(audited(people(ALICE)), severity="high").decided == 0
    assert world.ledger.accounts() == ()


def test_while_slack_is_down_mail_takes_over(world):
    world.slack.usual = lambda asked: reply(503)
    ended = world.alert(audited(people(ALICE)), keep=("chat", "post"))

    assert [one.through for one in ended.sent] == ["post"]


def test_what_is_for_one_person_is_not_shown_to_all_because_a_server_is_down(world):
    world.slack.usual = lambda asked: reply(503)
    world.mailbox.refused = {"alice@example.com": "451 try again later"}
    ended = world.alert(
        audited(people(ALICE)), keep=("chat", "post", "hook"), routes=OWNERS, catch_all=["hook"]
    )

    assert ended.sent == ()
    assert world.hook.asked == []
    assert [one.given_up for one in ended.failed] == [False]


OWNERS = [{"channels": ["owner"]}]


# What fails, and what waits


def test_a_failing_channel_stops_no_other_and_is_tried_again_by_the_next_run(world):
    world.hook.usual = lambda asked: reply(500)
    first = world.alert(audited(people(ALICE)), keep=("hook", "post"))
    world.hook.usual = lambda asked: reply(200)
    asked = len(world.hook.asked)
    second = world.later(days=1).alert(audited(people(ALICE)), keep=("hook", "post"))

    assert [one.through for one in first.sent] == ["post"]
    assert [(one.channel, one.attempts, one.given_up) for one in first.failed] == [("hook", 1, False)]
    assert "500" in first.failed[0].error
    assert [one.through for one in second.sent] == ["hook"]
    assert len(world.hook.asked) == asked + 1
    assert world.later(hours=1).alert(audited(people(ALICE)), keep=("hook", "post")).messages == ()


def test_what_is_refused_for_good_is_given_up_and_said(world):
    world.mailbox.refused = {"bob@example.com": "550 no such user"}
    ended = world.alert(audited(people(BOB)), keep=("post",), routes=OWNERS)

    assert [(one.recipient, one.given_up) for one in ended.failed] == [("bob@example.com", True)]
    assert "550" in ended.failed[0].error


def test_in_quiet_hours_what_is_due_waits_and_is_not_lost(world):
    quiet = {"quiet_from": "11:00", "quiet_to": "14:00"}
    waiting = world.alert(audited(people(ALICE)), keep=("post",), **quiet)
    still = world.later(hours=1).alert(audited(people(ALICE)), keep=("post",), **quiet)
    after = world.later(hours=2).alert(audited(people(ALICE)), keep=("post",), **quiet)

    assert (waiting.quiet, waiting.messages, waiting.left, len(waiting.undelivered)) == (True, (), 1, 1)
    assert waiting.failed == ()
    assert (still.decided, still.messages) == (0, ())
    assert (after.quiet, len(after.sent), len(world.mails)) == (False, 1, 1)


def test_a_run_that_has_no_time_left_leaves_the_rest_to_the_next(world):
    ended = world.alert(audited(people(ALICE)), keep=("post",), go_on=lambda: False)
    after = world.alert(audited(people(ALICE)), keep=("post",))

    assert (ended.left, len(ended.undelivered)) == (1, 1)
    assert len(after.sent) == len(world.mails) == 1


def test_a_channel_that_is_no_longer_in_the_settings_is_said(world):
    world.hook.usual = lambda asked: reply(500)
    world.alert(audited(people(ALICE)), keep=("hook",))
    ended = world.later(days=1).alert(audited(people(ALICE)), keep=("post",))

    assert "There is no channel hook in the settings any more." in [one.error for one in ended.failed]


def test_what_waits_for_another_account_is_sent_by_the_next_run_whatever_it_audits(world):
    world.mailbox.refused = {"bob@example.com": "451 try again later"}
    world.alert(audited(people(BOB, account_id=OTHER_ACCOUNT)), keep=("post",))
    world.mailbox.refused = {}
    world.later(days=1).alert(audited(people(ALICE)), keep=("post",))

    mail = next(one for one in world.mailbox.mails if "bob" in one["To"])
    text = mail.get_body("plain").get_content()
    assert OTHER_ACCOUNT in text
    assert "Since: 2026-03-19" in text


def test_a_fault_of_ours_in_one_message_stops_no_other(world, tmp_path):
    (tmp_path / "text.txt.j2").write_text("{{ message.owner.nothing.there }}")
    ended = world.alert(audited(people(ALICE)), keep=("post", "hook"), templates=str(tmp_path))

    assert {one.channel for one in ended.failed} == {"hook", "owner"}
    assert "text.txt.j2" in ended.failed[0].error


def test_what_fails_in_a_way_that_nobody_thought_of_is_one_line_without_its_details(world):
    plan = world.plan(("hook", "post"))
    broken = replace(plan.channels["hook"], surroundings=None)
    plan = replace(plan, channels={**plan.channels, "hook": broken})
    ended = workflows.alert(audited(people(ALICE)), plan, world.ledger, NOW, lambda: NOW)

    assert [one.error for one in ended.failed] == ["this is a bug in iam-audit: AttributeError"]
    assert [one.through for one in ended.sent] == ["post"]


def test_a_message_that_cannot_be_written_stops_no_other(world):
    world.alert(audited(people(BOB)), keep=("hook",), go_on=lambda: False)
    with world.store.writing() as connection:
        connection.execute(update(NOTICE).values(facts="{"))
    ended = world.later(hours=1).alert(audited(people(ALICE)), keep=("hook",))

    assert [one.error for one in ended.failed] == ["this is a bug in iam-audit: DecodeError"]
    assert len(ended.sent) == 1


def test_an_owner_whom_no_channel_reaches_any_more_is_said(world):
    world.alert(audited(people(ALICE)), keep=("post",), go_on=lambda: False)
    ended = world.alert(audited(people({})), keep=("hook",))

    assert [one.error for one in ended.failed] == ["No channel of the settings leads to this person."]


def test_who_of_several_was_refused_is_said_of_a_message_that_was_sent(world):
    shared = {
        "all": {
            "kind": "mail",
            "host": "127.0.0.1",
            "port": world.mailbox.port,
            "security": "none",
            "sender": "iam-audit@example.com",
            "to": ["a@example.com", "b@example.com"],
        }
    }
    world.mailbox.refused = {"b@example.com": "550 no such user"}
    ended = workflows.alert(audited(people(ALICE)), alerting(shared), world.ledger, NOW, lambda: NOW)

    assert "b@example.com" in ended.sent[0].error


# The stages


def test_after_the_delay_the_owner_is_reminded_and_after_the_deadline_it_is_overdue(world):
    for days in (0, 7, 7, 7, 7, 7):
        world.later(days=days).alert(audited(people(ALICE), now=world.now), keep=("post",), delay_days=7)

    subjects = [subject.partition(":")[0] for _, subject in world.mails]
    assert subjects == ["Your AWS credentials", "Reminder", "Reminder", "Reminder", "Reminder", "Overdue"]


def test_deadlines_and_the_number_of_reminders_are_settings(world):
    for days in (0, 7, 7, 7):
        world.later(days=days).alert(
            audited(people(ALICE), now=world.now), keep=("post",), reminders=1, deadline_days={"medium": 0}
        )

    assert [subject.partition(":")[0] for _, subject in world.mails] == ["Your AWS credentials", "Reminder"]


def test_a_message_says_by_when_what_happens_next_and_how_to_ask_for_more_time(world):
    world.alert(
        audited(people(ALICE)),
        keep=("post",),
        next_step="On {due} the key is switched off.",
        waiver="write to security@example.com.",
        link="https://example.com/report",
    )

    text = world.mailbox.mails[0].get_body("plain").get_content()
    assert "By when: 2026-04-18" in text
    assert "On 2026-04-18 the key is switched off." in text
    assert "write to security@example.com." in text
    assert "https://example.com/report" in text


def test_that_it_is_gone_is_said_to_those_who_had_heard_of_it(world):
    world.alert(audited(people(ALICE)), keep=("post",))
    world.later(days=8).alert(audited(people(ALICE, age_days=1), now=world.now), keep=("post",))

    assert world.mails[-1][1] == "Resolved: 1 finding about your AWS credentials"


def test_what_is_mended_while_its_message_waits_is_said_to_be_gone(world):
    quiet = {"quiet_days": ["thu"]}
    world.alert(audited(people(ALICE)), keep=("post",), **quiet)
    world.later(days=1).alert(audited(people(ALICE, age_days=1), now=world.now), keep=("post",), **quiet)

    assert [subject for _, subject in world.mails] == ["Resolved: 1 finding about your AWS credentials"]


def test_who_only_watches_is_not_told_that_the_credentials_are_theirs(world):
    world.alert(audited(people(ALICE)), keep=("post",), routes=[{"channels": ["head@example.com"]}])

    assert world.mails == [("head@example.com", "IAM audit: 1 finding new or due")]
    assert "Hello" not in world.mailbox.mails[0].get_body("plain").get_content()


def test_an_account_that_could_not_be_read_resolves_nothing(world):
    world.alert(audited(people(ALICE)), keep=("post",))
    world.later(days=1).alert(audited(people({}, gaps=(Section.ACCESS_KEYS,))), keep=("post",))

    assert len(world.mails) == 1


def test_a_shared_channel_hears_of_what_is_overdue_alone_where_its_route_says_so(world):
    routes = [{"channels": ["hook"], "stages": ["escalated"]}]
    for days in (0, 31):
        world.later(days=days).alert(audited(people(ALICE), now=world.now), keep=("hook",), routes=routes)

    assert [one.json["kind"] for one in world.hook.asked] == ["escalation"]


# Some channels alone, previews, the report of all users


def test_one_channel_alone_leaves_what_is_for_the_others_to_the_next_run(world):
    plan = world.plan().only(["hook"])
    ended = workflows.alert(audited(people(ALICE)), plan, world.ledger, NOW, lambda: NOW)
    after = world.alert(audited(people(ALICE)))

    assert [one.through for one in ended.sent] == ["hook"]
    assert sorted(one.through for one in after.sent) == ["chat", "team"]


def test_one_channel_alone_leaves_what_waits_for_the_others_as_well(world):
    world.alert(audited(people(ALICE)), go_on=lambda: False)
    plan = world.plan().only(["hook"])
    ended = workflows.alert(audited(people(ALICE)), plan, world.ledger, NOW, lambda: NOW)

    assert [one.through for one in ended.messages] == ["hook"]


def test_a_preview_sends_nothing_changes_nothing_and_holds_what_waits_as_well(world):
    world.slack.usual = lambda asked: slack_says("fatal_error")
    world.alert(audited(people(ALICE)), keep=("team",))
    both = audited(people({**ALICE, **BOB}))
    world.later(days=1)
    seen = workflows.preview(both, world.plan(("team", "post")), world.ledger, world.now)
    again = workflows.preview(both, world.plan(("team", "post")), world.ledger, world.now)

    assert sorted((one.channel, one.recipient) for one in seen) == [
        ("owner", "alice@example.com"),
        ("owner", "bob@example.com"),
        ("team", ""),
        ("team", ""),
    ]
    assert seen == again
    assert world.mails == []


def test_previews_go_to_one_address_under_keys_of_their_own(world):
    plan = world.plan(("post", "hook"))
    previews = workflows.preview(audited(people(ALICE)), plan, world.ledger, NOW)
    carried = workflows.send_previews(previews, plan, "me@example.com", NOW)

    assert [one.to for one in carried] == ["me@example.com", "me@example.com"]
    assert [to for to, _ in world.mails] == ["me@example.com", "me@example.com"]
    assert all(one.key.endswith("-preview") for one in carried)
    assert world.hook.asked == []


def test_a_shared_mail_channel_can_mail_previews_too(world):
    shared = {
        "all": {
            "kind": "mail",
            "host": "127.0.0.1",
            "port": world.mailbox.port,
            "security": "none",
            "sender": "iam-audit@example.com",
            "to": ["security@example.com"],
        }
    }

    assert workflows.preview_channel(alerting(shared), "me@example.com").name == "all"


def test_previews_need_an_address_and_something_that_mails(world):
    with pytest.raises(UsageError, match="--to: 'me' is no mail address"):
        workflows.preview_channel(world.plan(), "me")
    with pytest.raises(SettingsError, match="no channel of the settings is of the kind mail-owner or mail"):
        workflows.preview_channel(world.plan(("hook",)), "me@example.com")


def test_the_report_of_all_users_goes_to_shared_channels_and_one_failure_stops_no_other(world):
    world.hook.usual = lambda asked: reply(500)
    result = audited(people({**ALICE, "carol": {}}))
    carried = workflows.announce(result, world.plan(), ("hook", "team"), NOW)

    assert [(one.channel, one.sent) for one in carried] == [("hook", False), ("team", True)]
    assert "500" in carried[0].error
    assert "2 of 2 users need action" in world.slack.posts[0]["text"]


def test_the_report_is_not_for_single_people(world):
    with pytest.raises(SettingsError, match="--send: post reaches single people"):
        workflows.announce(audited(people(ALICE)), world.plan(), ("post",), NOW)


# Looking, and keeping quiet


def test_the_status_says_what_is_open_sent_and_undelivered(world):
    world.hook.usual = lambda asked: reply(500)
    plan = world.plan(("hook", "post"))
    world.alert(audited(people(ALICE)), keep=("hook", "post"))
    status = workflows.alert_status(world.ledger, plan.policy, NOW)

    assert [(one.check_id, one.account_id) for one in status.open] == [("access-key-age", ACCOUNT_ID)]
    assert status.open[0].deadline == NOW + timedelta(days=30)
    assert [one.recipient for one in status.sent] == ["alice@example.com"]
    assert [one.channel for one in status.undelivered] == ["hook"]


def test_a_snoozed_finding_is_quiet_until_its_day_and_the_status_says_why(world):
    world.alert(audited(people(ALICE)), keep=("post",))
    fingerprint = world.ledger.recall([ACCOUNT_ID]).episodes[0].fingerprint
    workflows.snooze(world.ledger, fingerprint[:8], NOW + timedelta(days=10), "on leave", "carol", NOW)
    status = workflows.alert_status(world.ledger, world.plan().policy, NOW)

    assert (status.open[0].snoozed_because, status.open[0].snoozed_by) == ("on leave", "carol")
    assert world.later(days=9).alert(audited(people(ALICE)), keep=("post",)).messages == ()
    assert len(world.later(days=2).alert(audited(people(ALICE)), keep=("post",)).sent) == 1


def test_waking_ends_a_snooze(world):
    world.alert(audited(people(ALICE)), keep=("post",))
    fingerprint = world.ledger.recall([ACCOUNT_ID]).episodes[0].fingerprint
    workflows.snooze(world.ledger, fingerprint, NOW + timedelta(days=10), "on leave", "carol", NOW)

    assert workflows.wake(world.ledger, fingerprint) == fingerprint
    assert len(world.later(days=9).alert(audited(people(ALICE)), keep=("post",)).sent) == 1
    with pytest.raises(UsageError, match="is not snoozed"):
        workflows.wake(world.ledger, fingerprint)


@pytest.mark.parametrize(
    ("named", "days", "reason", "said"),
    [
        ("00000000", 1, "x", "none is remembered"),
        ("zz", 1, "x", "is no fingerprint"),
        ("00000000", -1, "x", "is over"),
        ("00000000", 1, " ", "say why"),
    ],
)
def test_a_snooze_that_cannot_be_is_refused(world, named, days, reason, said):
    with pytest.raises(UsageError, match=said):
        workflows.snooze(world.ledger, named, NOW + timedelta(days=days), reason, "carol", NOW)


def test_looking_makes_no_store_where_there_is_none(tmp_path):
    with workflows.ledger_to_look_at(f"sqlite:///{tmp_path}/none.sqlite") as ledger:
        assert ledger.accounts() == ()

    assert not list(tmp_path.iterdir())
