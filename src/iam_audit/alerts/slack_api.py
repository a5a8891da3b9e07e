"""Calls Slack through its own client, and says in our words what went wrong."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

from msgspec import Meta

from iam_audit.alerts.base import ChannelSettings, Surroundings
from iam_audit.alerts.message import Rendered
from iam_audit.alerts.rendering import cut_slack, slack_escaped
from iam_audit.alerts.secret_references import SecretReference
from iam_audit.alerts.slack_parts import parts
from iam_audit.errors import DeliveryError, RecipientUnknownError

if TYPE_CHECKING:
    from slack_sdk import WebClient

Answer: TypeAlias = Mapping[str, Any]
ATTEMPTS = 3
API = "https://slack.com/api/"
LONGEST_TEXT = 3000
UNSAID = 30.0
"""Seconds to wait when Slack does not say how long."""
UNKNOWN_PEOPLE = frozenset({"users_not_found", "user_not_found", "user_disabled", "cannot_dm_bot"})
WRONG_MESSAGES = frozenset(
    {"invalid_blocks", "invalid_blocks_format", "msg_too_long", "msg_blocks_too_long", "no_text"}
)
WHAT_TO_DO = {
    "invalid_auth": "the token is not valid; make a new one",
    "token_revoked": "the token was revoked; make a new one",
    "account_inactive": "the token belongs to a user or app that is gone; make a new one",
    "missing_scope": "the app lacks a scope; it needs chat:write, and users:read.email to look people up",
    "channel_not_found": "there is no such channel, or the app cannot see it; invite it with /invite",
    "not_in_channel": "the app is not in the channel; invite it with /invite",
    "is_archived": "the channel is archived",
    "users_not_found": "nobody in the workspace has that address",
}


class SlackSettings(ChannelSettings, frozen=True, kw_only=True):
    """What every channel to Slack has in common."""

    timeout: Annotated[int, Meta(gt=0, le=60, description="Seconds that one call may take.")] = 10
    longest_wait: Annotated[
        float,
        Meta(ge=0, le=300, description="Wait no longer when Slack asks to; leave it to the next run."),
    ] = 30.0
    api_url: Annotated[str, Meta(description="Where Slack's API is; another for GovSlack.")] = API


@dataclass(frozen=True)
class SlackApi:
    """Slack's Web API for one token."""

    token: SecretReference
    settings: SlackSettings
    surroundings: Surroundings

    def look_up(self, mail: str) -> str:
        """Return the id of the member with that address. Raises RecipientUnknownError."""
        answer = self._call("users.lookupByEmail", {"email": mail})
        return str(answer["user"]["id"])

    def post(self, channel: str, rendered: Rendered, posted: list[str]) -> str:
        """Post the message and, in its thread, what it cannot hold. Returns channel and time stamp of the first.

        `posted` remembers what has gone out, so that another attempt goes on where this one stopped.
        """
        for index, blocks in enumerate(parts(rendered.blocks)):
            if index < len(posted):
                continue
            place, _, thread = (posted[0] if posted else f"{channel}/").partition("/")
            values = {"channel": place, "blocks": blocks, "text": plain(rendered.subject)}
            answer = self._call("chat.postMessage", values | ({"thread_ts": thread} if thread else {}))
            posted.append(f"{answer.get('channel', channel)}/{answer['ts']}")
        return posted[0] if posted else ""

    def _call(self, method: str, values: dict[str, Any]) -> Answer:
        from slack_sdk.errors import SlackApiError, SlackClientError

        client = self._client()
        own = {"unfurl_links": False, "unfurl_media": False} if method == "chat.postMessage" else {}

        def once() -> Answer:
            try:
                if method == "users.lookupByEmail":
                    return client.api_call(method, params=values).data  # type: ignore[return-value]
                return client.api_call(method, json=values | own).data  # type: ignore[return-value]
            except SlackApiError as error:
                raise refusal(error.response) from error
            except (SlackClientError, OSError, ValueError) as error:
                raise unreached(error) from error

        return patiently(once, self.settings, self.surroundings)

    def _client(self) -> "WebClient":
        from slack_sdk import WebClient

        token = self.surroundings.secrets.look_up(self.token)
        url = self.settings.api_url
        return WebClient(token=token, base_url=url, timeout=self.settings.timeout, retry_handlers=[])


def patiently(once: Callable[[], Answer], settings: SlackSettings, surroundings: Surroundings) -> Answer:
    """Call again after as long as Slack asks, unless that is too long or was in vain."""
    for _ in range(ATTEMPTS - 1):
        try:
            return once()
        except DeliveryError as error:
            if error.retry_after is None or error.retry_after > settings.longest_wait:
                raise
            surroundings.sleep(error.retry_after)
    return once()


def refusal(response: Any) -> DeliveryError:  # noqa: ANN401 - slack_sdk has two classes of answers
    """Make our error of an answer that is not ok."""
    if response.status_code == 429:
        asked = str(response.headers.get("Retry-After") or "")
        seconds = float(asked) if asked.isdigit() else UNSAID
        return DeliveryError(f"Slack asks to wait {seconds:g} seconds.", retry_after=seconds)
    data = response.data
    code = str(data.get("error") or "") if isinstance(data, dict) else ""
    code = code or f"status {response.status_code}"
    said = f"Slack refused: {code}" + (f" ({WHAT_TO_DO[code]})" if code in WHAT_TO_DO else "") + "."
    if code in UNKNOWN_PEOPLE:
        return RecipientUnknownError(said, permanent=True)
    return DeliveryError(said, permanent=code in WRONG_MESSAGES)


def unreached(error: Exception) -> DeliveryError:
    """Make our error of a call that did not come through; its text may hold the webhook URL, so it is left out."""
    return DeliveryError(
        f"Slack could not be reached: {type(error).__name__}. Check the network, api_url and the webhook URL."
    )


def plain(subject: str) -> str:
    """Return what notifications and screen readers say of the message."""
    return cut_slack(slack_escaped(subject), LONGEST_TEXT)
