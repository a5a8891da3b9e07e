"""A Slack channel that many people read."""

from dataclasses import dataclass, field
from functools import partial
from typing import Annotated, Any

from msgspec import Meta

from iam_audit.alerts.base import Receipt, SharedChannel
from iam_audit.alerts.message import Block, Message, Rendered
from iam_audit.alerts.secret_references import SecretReference
from iam_audit.alerts.slack_api import Answer, SlackApi, SlackSettings, patiently, plain, refusal, unreached
from iam_audit.alerts.slack_parts import parts
from iam_audit.aws.redaction import safe


class SlackSharedSettings(SlackSettings, frozen=True, kw_only=True):
    """Either an incoming webhook, or a bot's token and a channel."""

    webhook: Annotated[
        SecretReference | None, Meta(description="The URL of an incoming webhook. It is a secret.")
    ] = None
    token: Annotated[
        SecretReference | None, Meta(description="The bot's token; its app needs the scope chat:write.")
    ] = None
    channel: Annotated[
        str | None,
        Meta(description="The id or name of the channel the bot posts to; the id outlives renaming."),
    ] = None

    def __post_init__(self) -> None:
        """Refuse both ways at once, half a way, and none."""
        if bool(self.webhook) == bool(self.token) or bool(self.token) != bool(self.channel):
            raise ValueError("give either webhook, or token and channel")


@dataclass(frozen=True, kw_only=True)
class Slack(SharedChannel[SlackSharedSettings]):
    """Posts to a Slack channel: as a bot, with what is too long for one message in its thread, or by incoming webhook.

    A message holds 40 blocks and 10,000 characters. A webhook cannot open a thread; there the rest follows as further
    messages.
    """

    kind = "slack"
    settings_type = SlackSharedSettings
    _posted: dict[str, list[str]] = field(default_factory=dict, init=False, repr=False, compare=False)
    """What has gone out of each message, so that another attempt goes on where the last one stopped."""

    def post(self, message: Message) -> Receipt:
        """Post all parts of the message."""
        return self.post_rendered(message.key, self.surroundings.templates.render(message))

    def post_rendered(self, key: str, rendered: Rendered) -> Receipt:
        """Post what was rendered elsewhere; equal keys are the same message, however often it is tried."""
        posted = self._posted.setdefault(key, [])
        if self.settings.webhook:
            self._by_webhook(self.settings.webhook, rendered, posted)
        else:
            api = SlackApi(self.settings.token or "", self.settings, self.surroundings)
            api.post(self.settings.channel or "", rendered, posted)
        self._posted.pop(key, None)
        return self.receipt(f"Slack channel {self.settings.channel or 'of the webhook'}", id=posted[0])

    def _by_webhook(self, webhook: SecretReference, rendered: Rendered, posted: list[str]) -> None:
        for blocks in parts(rendered.blocks)[len(posted) :]:
            once = partial(self._once, webhook, rendered, blocks)
            patiently(once, self.settings, self.surroundings)
            posted.append("")

    def _once(self, webhook: SecretReference, rendered: Rendered, blocks: list[Block]) -> Answer:
        from slack_sdk.errors import SlackClientError
        from slack_sdk.webhook import WebhookClient

        url = self.surroundings.secrets.look_up(webhook)
        client = WebhookClient(url, timeout=self.settings.timeout, retry_handlers=[])
        try:
            answer: Any = client.send(text=plain(rendered.subject), blocks=blocks)
        except (SlackClientError, OSError, ValueError) as error:
            raise unreached(error) from error
        if answer.status_code != 200:
            raise refusal(_Refused(answer))
        return {}


class _Refused:
    """An answer of a webhook in the shape of an answer of the API: the code is the text."""

    def __init__(self, answer: Any) -> None:  # noqa: ANN401 - slack_sdk's
        self.status_code = answer.status_code
        self.headers = answer.headers
        self.data = (
            {"error": safe(answer.body)[:80]} if answer.body.isascii() and "<" not in answer.body else {}
        )
