"""Microsoft Teams, by the webhook of a workflow."""

from dataclasses import dataclass
from functools import cached_property
from typing import Annotated

from msgspec import Meta

from iam_audit.alerts.base import Receipt, SharedChannel
from iam_audit.alerts.http_shapes import HttpSettings, Request, is_url
from iam_audit.alerts.message import Message
from iam_audit.alerts.outbound import Outbound
from iam_audit.alerts.secret_references import SecretReference
from iam_audit.alerts.teams_card import posting
from iam_audit.errors import SettingsError


class TeamsSettings(HttpSettings, frozen=True, kw_only=True):
    """Which workflow takes the messages."""

    url: Annotated[
        SecretReference,
        Meta(description="The URL of the workflow's webhook. It is a secret: whoever knows it can post."),
    ]


@dataclass(frozen=True, kw_only=True)
class Teams(SharedChannel[TeamsSettings]):
    """Posts an Adaptive Card to a Teams channel or chat, by a workflow that starts when a webhook request is received.

    A card holds 28 KB; what does not fit is counted in it. The former Office 365 connectors take no such cards.
    """

    kind = "teams"
    settings_type = TeamsSettings

    def post(self, message: Message) -> Receipt:
        """Post the card."""
        url = self.surroundings.secrets.look_up(self.settings.url)
        if not is_url(url):
            raise SettingsError(
                f"The secret {self.settings.url} is no URL; it should be that of the workflow."
            )
        rendered = self.surroundings.templates.render(message)
        body = posting(message, rendered.subject)
        headers = {"Content-Type": "application/json"}
        self._outbound.exchange(lambda: Request(url=url, body=body, headers=headers))
        return self.receipt("a Teams workflow", id=message.key)

    @cached_property
    def _outbound(self) -> Outbound:
        return Outbound(self.settings, self.surroundings)
