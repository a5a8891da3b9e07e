"""A person in Slack."""

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated

from msgspec import Meta

from iam_audit.alerts.base import PersonalChannel, Reach, Receipt, Recipient
from iam_audit.alerts.message import Message
from iam_audit.alerts.secret_references import SecretReference
from iam_audit.alerts.slack_api import SlackApi, SlackSettings
from iam_audit.errors import RecipientUnknownError


class SlackOwnerSettings(SlackSettings, frozen=True, kw_only=True):
    """Which bot writes to people."""

    token: Annotated[
        SecretReference, Meta(description="The bot's token; its app needs chat:write and users:read.email.")
    ]


MEMBER = re.compile(r"[UW][A-Z0-9]{5,20}")
"""Ids of members. Anything else, such as `#general`, could make a message public, and a tag may hold anything."""


@dataclass(frozen=True, kw_only=True)
class SlackOwner(PersonalChannel[SlackOwnerSettings]):
    """Writes to people in Slack, by their Slack id or else by the member who has their mail address.

    Who was found, and who was not, is remembered for the run. Somebody who is not in the workspace is said to be
    unknown, so that another channel can be tried.
    """

    kind = "slack-owner"
    settings_type = SlackOwnerSettings
    reaches = Reach.SLACK
    _ids: dict[str, str | None] = field(default_factory=dict, init=False, repr=False, compare=False)
    """Slack ids by mail address; None for who is not there."""
    _posted: dict[tuple[str, str], list[str]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def reach(self, message: Message, to: Recipient) -> Receipt:
        """Write to the person, with what is too long in the thread."""
        slack_id = _member(to.slack_id) if to.slack_id else self._found(to.mail or "")
        rendered = self.surroundings.templates.render(message)
        posted = self._posted.setdefault((message.key, slack_id), [])
        place = self._api.post(slack_id, rendered, posted)
        self._posted.pop((message.key, slack_id), None)
        return self.receipt(f"Slack user {slack_id}", id=place)

    @cached_property
    def _api(self) -> SlackApi:
        return SlackApi(self.settings.token, self.settings, self.surroundings)

    def _found(self, mail: str) -> str:
        if mail not in self._ids:
            try:
                self._ids[mail] = self._api.look_up(mail)
            except RecipientUnknownError:
                self._ids[mail] = None
        found = self._ids[mail]
        if found is None:
            raise RecipientUnknownError(
                f"Nobody in the Slack workspace has the address {mail}.", permanent=True
            )
        return found


def _member(slack_id: str) -> str:
    if not MEMBER.fullmatch(slack_id):
        raise RecipientUnknownError(
            f"{slack_id!r} is no id of a Slack member, such as U0123456789.", permanent=True
        )
    return slack_id
