"""Tells other systems that an audit was saved and changed something: one signed event for each of them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from iam_audit.audience import Alerting
from iam_audit.errors import DeliveryError, SettingsError

if TYPE_CHECKING:
    from iam_audit.alerts.webhook import Webhook
    from iam_audit.history.saving import Saved

SCHEMA_VERSION = "1.0"
KIND = "run-saved"


def webhooks_called(alerting: Alerting, names: Sequence[str]) -> "tuple[Webhook, ...]":
    """Return webhooks by name. Raises SettingsError for one that is not there, or is none."""
    from iam_audit.alerts.webhook import Webhook  # noqa: PLC0415 - brings the client for HTTP

    found = []
    for name in names:
        channel = alerting.channels.get(name)
        if not isinstance(channel, Webhook):
            raise SettingsError(f"[store] webhooks: there is no channel '{name}' of the kind webhook.")
        found.append(channel)
    return tuple(found)


def tell_of_run(saved: "Saved", webhooks: "Sequence[Webhook]", link: str = "") -> tuple[str, ...]:
    """Post an event for a run that is new and changed something; return who could not be told, and why.

    One that fails does not stop the others, and nothing is tried again: the run itself is there to be asked for.
    """
    if not saved.new or not saved.run.changes.any:
        return ()
    event = event_of(saved, link)
    return tuple(why for one in webhooks if (why := _told(one, event)))


def event_of(saved: "Saved", link: str = "") -> dict[str, Any]:
    """Return the event as JSON values. The shape is versioned and only ever grows."""
    run = saved.run
    told = {name: getattr(run, name) for name in ("number", "id", "at", "scope", "complete", "framework")}
    return {
        "schema_version": SCHEMA_VERSION,
        "kind": KIND,
        "key": f"{KIND}-{run.id}",
        "run": msgspec.to_builtins(told),
        "changes": msgspec.to_builtins(run.changes),
        "open": msgspec.to_builtins(run.summary.open),
        "accounts": msgspec.to_builtins(run.accounts),
        "link": f"{link.rstrip('/')}/api/v1/runs/{run.id}" if link else "",
    }


def _told(webhook: "Webhook", event: dict[str, Any]) -> str:
    try:
        webhook.post_data(event, event["key"])
    except DeliveryError as error:
        return f"{webhook.name} could not be told of the saved audit: {error}"
    return ""
