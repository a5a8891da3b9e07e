"""What a channel is, and what it is given to work with."""

import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, Generic, TypeAlias, TypeVar, assert_never

import msgspec

from iam_audit.alerts.message import Message
from iam_audit.alerts.rendering import Templates
from iam_audit.alerts.secret_references import Secrets, references_in
from iam_audit.alerts.targets import Resolver, addresses_of
from iam_audit.errors import RecipientUnknownError, SettingsError

Client: TypeAlias = Any
"""A botocore client."""


class ChannelSettings(msgspec.Struct, frozen=True, kw_only=True):
    """The settings of one channel; a `__post_init__` that raises ValueError refuses what does not go together."""


S = TypeVar("S", bound=ChannelSettings)


class Reach(StrEnum):
    """Whom a channel can reach."""

    SHARED = "shared"
    """Always the same place; it is given no recipient."""
    MAIL = "mail"
    """A person, by their mail address."""
    SLACK = "slack"
    """A person, by their Slack id or their mail address."""


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """The person a message is for."""

    name: str = ""
    """How they are called in messages; may be empty."""
    mail: str | None = None
    slack_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """A message was taken by the service; whether a person reads it, nobody knows."""

    channel: str
    """The name of the channel in the settings."""
    at: datetime
    to: str
    """Where it went, in words that hold no secret."""
    id: str = ""
    """What the service calls it: a Message-ID, a Slack time stamp, an event id; empty when it does not say."""
    refused: tuple[str, ...] = ()
    """Those of several recipients that the service would not take, each with its reason."""


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What the doors hand to all channels: the clock, the secrets, the templates, and a maker of AWS clients."""

    clock: Callable[[], datetime]
    secrets: Secrets
    templates: Templates = field(default_factory=Templates)
    client: Callable[[str, str | None], Client]
    """The client of a service in a Region, None for the Region in force: `Aws.client`."""
    sleep: Callable[[float], None] = time.sleep
    resolve: Resolver = addresses_of


@dataclass(frozen=True, kw_only=True)
class Channel(ABC, Generic[S]):
    """Carries messages to one place, or to the people it can reach. Several of one kind may be configured."""

    kind: ClassVar[str]
    """What people write as `kind` in the settings."""
    settings_type: ClassVar[type[ChannelSettings]]
    reaches: ClassVar[Reach] = Reach.SHARED
    permissions: ClassVar[tuple[str, ...]] = ()
    """The IAM actions it needs."""

    name: str
    """What the settings call it."""
    settings: S
    surroundings: Surroundings

    @abstractmethod
    def send(self, message: Message, to: Recipient | None = None) -> Receipt:
        """Hand the message over, or raise DeliveryError; RecipientUnknownError where the person is not known."""

    def can_reach(self, to: Recipient) -> bool:
        """Whether it knows a way to this person; never for a shared channel."""
        match self.reaches:
            case Reach.SHARED:
                return False
            case Reach.MAIL:
                return bool(to.mail)
            case Reach.SLACK:
                return bool(to.slack_id or to.mail)
            case never:
                assert_never(never)

    def preflight(self) -> tuple[str, ...]:
        """Say which of its secrets cannot be had, without sending anything."""
        complaints = []
        for reference in references_in(self.settings):
            try:
                self.surroundings.secrets.look_up(reference)
            except SettingsError as error:
                complaints.append(str(error))
        return tuple(complaints)

    def receipt(self, to: str, id: str = "", refused: tuple[str, ...] = ()) -> Receipt:  # noqa: A002
        """Say that a message was taken, now."""
        return Receipt(channel=self.name, at=self.surroundings.clock(), to=to, id=id, refused=refused)


@dataclass(frozen=True, kw_only=True)
class SharedChannel(Channel[S]):
    """Carries messages to one place that many people, or systems, look at."""

    @abstractmethod
    def post(self, message: Message) -> Receipt:
        """Hand the message over, or raise DeliveryError."""

    def send(self, message: Message, to: Recipient | None = None) -> Receipt:  # noqa: ARG002 - there is one place
        """Post the message, whomever it concerns."""
        return self.post(message)


@dataclass(frozen=True, kw_only=True)
class PersonalChannel(Channel[S]):
    """Carries messages to single people."""

    @abstractmethod
    def reach(self, message: Message, to: Recipient) -> Receipt:
        """Hand the message over for that person, or raise DeliveryError."""

    def send(self, message: Message, to: Recipient | None = None) -> Receipt:
        """Reach the person. Raises RecipientUnknownError when there is none, or no way to them."""
        if to is None or not self.can_reach(to):
            who = (to and to.name) or "nobody in particular"
            raise RecipientUnknownError(f"Channel {self.name} knows no way to {who}.", permanent=True)
        return self.reach(message, to)
