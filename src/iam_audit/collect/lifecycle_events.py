"""CloudTrail's record of credentials and users that came and went."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import msgspec

from iam_audit.collect.base import Client

EVENT_NAMES = (
    "CreateAccessKey",
    "CreateUser",
    "DeleteAccessKey",
    "DeleteLoginProfile",
    "DeleteUser",
    "UpdateAccessKey",
)
"""UpdateAccessKey is how a key is switched off and on; without it a deactivation leaves no trace here."""

PERMISSIONS = ("cloudtrail:LookupEvents",)


class LifecycleEvent(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that happened to a user or a credential."""

    id: str
    name: str
    at: datetime
    actor: str | None
    """Who did it, as CloudTrail calls them; None for services and root sessions without a name."""
    resources: tuple[str, ...]
    """The names of the users and keys concerned."""


def fetch_events(client: Client, start: datetime, end: datetime) -> tuple[LifecycleEvent, ...]:
    """Ask CloudTrail for the events between two moments, oldest first. It remembers 90 days.

    LookupEvents takes one event name at a time and answers the newest first. IAM is a global service: its events
    are in the home Region of the partition, so the client must be there ("Global service events" in the
    CloudTrail User Guide).
    """
    found = {event.id: event for name in EVENT_NAMES for event in _lookup(client, name, start, end)}
    return tuple(sorted(found.values(), key=lambda event: (event.at, event.id)))


def _lookup(client: Client, name: str, start: datetime, end: datetime) -> Iterator[LifecycleEvent]:
    pages = client.get_paginator("lookup_events").paginate(
        LookupAttributes=[{"AttributeKey": "EventName", "AttributeValue": name}], StartTime=start, EndTime=end
    )
    for page in pages:
        yield from map(parse_event, page["Events"])


def parse_event(raw: dict[str, Any]) -> LifecycleEvent:
    """Shape one entry of LookupEvents."""
    return LifecycleEvent(
        id=raw["EventId"],
        name=raw["EventName"],
        at=raw["EventTime"],
        actor=raw.get("Username") or None,
        resources=tuple(one["ResourceName"] for one in raw.get("Resources", ()) if one.get("ResourceName")),
    )
