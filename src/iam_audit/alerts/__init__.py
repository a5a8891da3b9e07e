"""Messages, and the channels that carry them to people and systems: one file per channel."""

import sys
from collections.abc import Mapping
from typing import Any

from iam_audit.alerts.base import (
    Channel,
    ChannelSettings,
    PersonalChannel,
    Reach,
    Receipt,
    Recipient,
    SharedChannel,
    Surroundings,
)
from iam_audit.alerts.compose import Composer, made_here, report_on
from iam_audit.alerts.message import Item, Message, MessageKind, Rendered, Standing, UserLine
from iam_audit.alerts.rendering import Templates
from iam_audit.alerts.secret_references import SecretReference, Secrets, refuse_secrets_in_clear
from iam_audit.discover import discover
from iam_audit.errors import SettingsError
from iam_audit.settings import nearest, typed

__all__ = [
    "Channel",
    "ChannelSettings",
    "Composer",
    "Item",
    "Message",
    "MessageKind",
    "PersonalChannel",
    "Reach",
    "Receipt",
    "Recipient",
    "Rendered",
    "SecretReference",
    "Secrets",
    "SharedChannel",
    "Standing",
    "Surroundings",
    "Templates",
    "UserLine",
    "configure",
    "kinds",
    "made_here",
    "report_on",
]


def kinds() -> Mapping[str, type[Channel[Any]]]:
    """Return every kind of channel by its name."""
    found: tuple[type[Channel[Any]], ...] = discover(sys.modules[__name__], Channel)
    return {one.kind: one for one in sorted(found, key=lambda one: one.kind)}


def configure(
    tables: Mapping[str, Mapping[str, Any]], surroundings: Surroundings, where: str = "settings"
) -> tuple[Channel[Any], ...]:
    """Make the channels of `[channels.<name>]`, each with its `kind`. Nothing is sent, no secret is looked up.

    Raises SettingsError for an unknown kind or setting, a wrong value, or a secret that is written in clear.
    """
    return tuple(
        _make(name, values, surroundings, f"{where}: [channels.{name}]") for name, values in tables.items()
    )


def _make(name: str, values: Mapping[str, Any], surroundings: Surroundings, where: str) -> Channel[Any]:
    known = kinds()
    kind = str(values.get("kind", ""))
    if kind not in known:
        near = nearest(kind, known) or f" Known: {', '.join(known)}."
        said = f"there is no kind of channel {kind!r}" if kind else "it lacks 'kind'"
        raise SettingsError(f"{where}: {said}.{near}")
    channel = known[kind]
    own = {key: value for key, value in values.items() if key != "kind"}
    refuse_secrets_in_clear(own, channel.settings_type, where)
    return channel(name=name, settings=typed(own, channel.settings_type, where), surroundings=surroundings)
