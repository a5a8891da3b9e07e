"""CloudTrail's record of credentials and users that came and went."""

import time
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

import msgspec

from iam_audit.collect.base import Client

CALLS_PER_SECOND = 1.5
"""LookupEvents answers two calls per second in an account, and we are not the only ones who ask."""
IAM = "iam.amazonaws.com"

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


class Pace:
    """Spreads calls over time, so that AWS has no reason to throttle them. One for each account."""

    def __init__(
        self,
        per_second: float = CALLS_PER_SECOND,
        tick: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._gap = 1 / per_second
        self._tick = tick
        self._sleep = sleep
        self._next = 0.0

    def wait(self) -> None:
        """Wait until the next call may be made."""
        pause = self._next - self._tick()
        if pause > 0:
            self._sleep(pause)
        self._next = max(self._tick(), self._next) + self._gap


def fetch_events(
    client: Client, start: datetime, end: datetime, pace: Pace | None = None
) -> tuple[LifecycleEvent, ...]:
    """Ask CloudTrail for the events between two moments, oldest first. It remembers 90 days."""
    found = {
        one["EventId"]: parse_event(one)
        for one in look_up(client, EVENT_NAMES, start, end, pace or Pace())
        if happened(one)
    }
    return tuple(sorted(found.values(), key=lambda event: (event.at, event.id)))


def look_up(
    client: Client, names: Iterable[str], start: datetime, end: datetime, pace: Pace
) -> Iterator[dict[str, Any]]:
    """Yield the entries of LookupEvents between two moments, some perhaps twice.

    It takes one event name at a time and answers the newest first, in pages of fifty. IAM is a global service: its
    events are in the home Region of the partition, so the client must be there ("Global service events" in the
    CloudTrail User Guide).
    """
    for name in names:
        asked = {
            "LookupAttributes": [{"AttributeKey": "EventName", "AttributeValue": name}],
            "StartTime": start,
            "EndTime": end,
        }
        more: dict[str, str] = {}
        while True:
            pace.wait()
            page = client.lookup_events(**asked, **more)
            yield from page["Events"]
            if not page.get("NextToken"):
                break
            more = {"NextToken": page["NextToken"]}


def record_of(raw: dict[str, Any]) -> dict[str, Any]:
    """Return the whole record in an entry, which is JSON in a text; empty where there is none."""
    try:
        record = msgspec.json.decode(raw.get("CloudTrailEvent") or "{}")
    except msgspec.MsgspecError:
        return {}
    return record if isinstance(record, dict) else {}


def happened(raw: dict[str, Any]) -> bool:
    """Whether AWS did what was asked for, and IAM is who did it: other services have a DeleteUser as well."""
    record = record_of(raw)
    source = record.get("eventSource") or raw.get("EventSource") or IAM
    return source == IAM and not record.get("errorCode")


def parse_event(raw: dict[str, Any]) -> LifecycleEvent:
    """Shape one entry of LookupEvents."""
    return LifecycleEvent(
        id=raw["EventId"],
        name=raw["EventName"],
        at=raw["EventTime"],
        actor=raw.get("Username") or None,
        resources=tuple(one["ResourceName"] for one in raw.get("Resources", ()) if one.get("ResourceName")),
    )
