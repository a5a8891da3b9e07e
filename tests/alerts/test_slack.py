"""Slack: shared channels and single people, against a server that answers as Slack does."""

import messages
import pytest

from http_services import reply, slack_says
from iam_audit.alerts import Recipient, Templates
from iam_audit.alerts.message import MessageKind
from iam_audit.alerts.rendering import cut_slack
from iam_audit.alerts.slack_parts import MOST_BLOCKS, MOST_CHARACTERS, characters, parts
from iam_audit.errors import DeliveryError, RecipientUnknownError, SettingsError

ALICE = Recipient(name="Alice", mail="alice@example.com")


@pytest.fixture
def bot(given, slack):
    return given.channel("slack", token="env:SLACK_TOKEN", channel="C0TEAM", api_url=f"{slack.url}/api/")


@pytest.fixture
def personal(given, slack):
    return given.channel("slack-owner", token="env:SLACK_TOKEN", api_url=f"{slack.url}/api/")


@pytest.fixture
def hook(given, slack):
    given.environment["SLACK_HOOK"] = f"{slack.url}/services/T0/B0/very-secret"
    return given.channel("slack", webhook="env:SLACK_HOOK")


def long_message(count: int = 50):
    """As many findings as are listed, which one message of Slack cannot hold."""
    return messages.message(items=messages.items()[:1] * count)


# Shared


def test_a_bot_posts_blocks_with_plain_text_beside_them(bot, slack):
    receipt = bot.send(messages.message(MessageKind.SHARED_DIGEST))

    assert slack.posts[0]["channel"] == "C0TEAM"
    assert slack.posts[0]["text"] == "IAM audit: 3 findings new or due"
    assert slack.posts[0]["blocks"][0]["type"] == "header"
    assert receipt.id == "C0TEAM/171.1"


def test_what_one_message_cannot_hold_goes_to_its_thread(bot, slack):
    bot.send(long_message())

    first, *rest = slack.posts
    assert "thread_ts" not in first
    assert len(rest) > 1
    assert {one["thread_ts"] for one in rest} == {"171.1"}


def test_no_message_is_beyond_the_limits_and_every_one_has_a_text(bot, slack):
    bot.send(long_message())

    assert all(len(one["blocks"]) <= MOST_BLOCKS for one in slack.posts)
    assert all(sum(map(characters, one["blocks"])) <= MOST_CHARACTERS for one in slack.posts)
    assert all(one["text"] for one in slack.posts)


def test_small_blocks_are_counted():
    assert [len(part) for part in parts([{"type": "divider"}] * 85)] == [40, 40, 5]


def test_after_a_failure_in_the_thread_the_next_attempt_goes_on_there(bot, slack):
    slack.script = [reply(200, {"ok": True, "channel": "C0TEAM", "ts": "171.1"}), slack_says("fatal_error")]
    with pytest.raises(DeliveryError):
        bot.send(long_message())
    failed = len(slack.posts)

    bot.send(long_message())

    assert all(one.get("thread_ts") == "171.1" for one in slack.posts[failed:])
    assert slack.posts[failed]["blocks"] == slack.posts[failed - 1]["blocks"]


def test_a_message_that_was_sent_can_be_sent_again(bot, slack):
    bot.send(messages.message())
    bot.send(messages.message())

    assert len(slack.posts) == 2


def test_slack_asking_to_wait_is_waited_for(bot, slack, given):
    slack.script = [reply(429, {"ok": False, "error": "ratelimited"}, Retry_After="3")]

    bot.send(messages.message())

    assert given.slept == [3.0]
    assert len(slack.posts) == 2


@pytest.mark.parametrize(("header", "seconds"), [({"Retry_After": "600"}, 600), ({}, 30)])
def test_slack_asking_to_wait_too_long_or_too_often_is_left_to_the_next_run(bot, slack, header, seconds):
    slack.script = [reply(429, {"ok": False, "error": "ratelimited"}, **header)] * 3

    with pytest.raises(DeliveryError) as caught:
        bot.send(messages.message())

    assert caught.value.retry_after == seconds
    assert not caught.value.permanent


@pytest.mark.parametrize(
    ("code", "said", "permanent"),
    [
        ("not_in_channel", "invite it with /invite", False),
        ("invalid_auth", "make a new one", False),
        ("invalid_blocks", "invalid_blocks", True),
    ],
)
def test_a_refusal_says_what_to_do_and_only_a_wrong_message_is_for_good(bot, slack, code, said, permanent):
    slack.script = [slack_says(code)]

    with pytest.raises(DeliveryError, match=said) as caught:
        bot.send(messages.message())

    assert caught.value.permanent is permanent


def test_an_answer_that_is_no_json_is_a_failure(bot, slack):
    slack.script = [reply(502, b"<html>bad gateway</html>")]

    with pytest.raises(DeliveryError, match="Slack"):
        bot.send(messages.message())


def test_nobody_listening_is_told(given):
    channel = given.channel(
        "slack", token="env:SLACK_TOKEN", channel="C0TEAM", api_url="http://127.0.0.1:1/api/"
    )

    with pytest.raises(DeliveryError, match="could not be reached: URLError"):
        channel.send(messages.message())


def test_a_webhook_gets_text_and_blocks(hook, slack):
    hook.send(messages.message(MessageKind.SHARED_DIGEST))

    assert slack.asked[0].path == "/services/T0/B0/very-secret"
    assert slack.asked[0].json["text"] == "IAM audit: 3 findings new or due"
    assert slack.asked[0].json["blocks"]


def test_what_a_webhook_message_cannot_hold_follows_as_further_messages(hook, slack):
    hook.send(long_message())

    assert len(slack.asked) > 2


@pytest.mark.parametrize("body", [b"no_service", b"<html>blocked by proxy</html>"])
def test_a_refusing_webhook_is_told_without_its_url(hook, slack, body):
    slack.script = [reply(403, body)]

    with pytest.raises(DeliveryError, match=r"Slack refused: (no_service|status 403)") as caught:
        hook.send(messages.message())

    assert "very-secret" not in str(caught.value)


def test_a_webhook_that_cannot_be_reached_is_told_without_its_url(given):
    given.environment["SLACK_HOOK"] = "http://127.0.0.1:1/services/very-secret"

    with pytest.raises(DeliveryError) as caught:
        given.channel("slack", webhook="env:SLACK_HOOK").send(messages.message())

    assert "very-secret" not in str(caught.value)


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"token": "env:A"},
        {"channel": "C0"},
        {"webhook": "env:A", "token": "env:B", "channel": "C0"},
        {"webhook": "env:A", "channel": "C0"},
    ],
)
def test_it_is_either_a_webhook_or_a_bot_with_a_channel(given, settings):
    with pytest.raises(SettingsError, match="either webhook, or token and channel"):
        given.channel("slack", **settings)


# People


def test_a_person_is_found_by_address_and_written_to(personal, slack):
    receipt = personal.send(messages.message(), ALICE)

    assert slack.posts[0]["channel"] == "U0ALICE"
    assert receipt.to == "Slack user U0ALICE"


def test_the_thread_of_a_person_is_in_the_conversation_that_slack_opened(personal, slack):
    personal.send(long_message(), ALICE)

    assert {one["channel"] for one in slack.posts[1:]} == {"DU0ALICE"}


def test_a_slack_id_needs_no_look_up(personal, slack):
    personal.send(messages.message(), Recipient(slack_id="U0BOBBY", mail="alice@example.com"))

    assert slack.look_ups == 0
    assert slack.posts[0]["channel"] == "U0BOBBY"


@pytest.mark.parametrize("slack_id", ["#general", "C0PUBLIC", "general", "U0BOB,C0PUBLIC", "@here", "u0bob"])
def test_what_is_no_member_is_not_written_to_for_that_might_be_public(personal, slack, slack_id):
    with pytest.raises(RecipientUnknownError, match="is no id of a Slack member"):
        personal.send(messages.message(), Recipient(slack_id=slack_id))

    assert slack.asked == []


def test_who_was_found_is_not_looked_up_again(personal, slack):
    personal.send(messages.message(), ALICE)
    personal.send(messages.message(key="another"), ALICE)

    assert slack.look_ups == 1


def test_who_is_not_there_is_said_to_be_unknown_and_not_looked_up_again(personal, slack):
    stranger = Recipient(mail="nobody@example.com")
    for _ in range(2):
        with pytest.raises(RecipientUnknownError, match=r"nobody@example\.com"):
            personal.send(messages.message(), stranger)

    assert slack.look_ups == 1
    assert slack.posts == []


def test_a_look_up_that_fails_otherwise_does_not_make_anybody_unknown(personal, slack):
    slack.script = [slack_says("missing_scope")]
    with pytest.raises(DeliveryError, match=r"users:read\.email") as caught:
        personal.send(messages.message(), ALICE)

    personal.send(messages.message(), ALICE)

    assert not isinstance(caught.value, RecipientUnknownError)
    assert len(slack.posts) == 1


# Text


def test_names_cannot_mention_or_link_anything():
    message = messages.message(scope='<!channel> & <https://evil.example|x> "quoted"\n```')
    rendered = Templates().render(message)
    text = rendered.blocks[1]["text"]["text"]

    assert "&lt;!channel&gt; &amp; &lt;https://evil.example|x&gt; \"quoted\"\n'''" in text
    assert "<" not in text


def test_cutting_leaves_no_half_entity_and_no_open_code_block():
    assert cut_slack("a&amp;&amp;bbb", 12) == "a&amp;…"
    assert cut_slack("```\n" + "x" * 50, 30).count("```") == 2
    assert cut_slack("short", 10) == "short"
