"""An Amazon EventBridge bus."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, TypeAlias

import msgspec
from msgspec import Meta

from iam_audit.alerts.aws_calls import AwsSettings, delivering
from iam_audit.alerts.base import Client, Receipt, SharedChannel
from iam_audit.alerts.batches import batches
from iam_audit.alerts.message import Message
from iam_audit.alerts.payload import about
from iam_audit.aws.redaction import safe
from iam_audit.errors import DeliveryError

MOST = 10
LARGEST = 250_000
"""Bytes of all entries of a call; the documented limit was 256 KB for years, and some partitions still have it."""
TIME_SIZE = 14
ATTEMPTS = 3
PAUSE = 1.0

Entry: TypeAlias = dict[str, Any]
Sent: TypeAlias = tuple[str, Entry]
"""The fingerprint that an entry is about, or nothing, and the entry."""


class EventBridgeSettings(AwsSettings, frozen=True, kw_only=True):
    """Which bus, and what the events are called."""

    bus: Annotated[str, Meta(min_length=1, description="The name or ARN of the event bus.")] = "default"
    source: Annotated[
        str, Meta(pattern=r"^(?!aws\.)[\w./-]+$", description="What rules match as `source`.")
    ] = "iam-audit"


@dataclass(frozen=True, kw_only=True)
class EventBridge(SharedChannel[EventBridgeSettings]):
    """Puts an event per finding (`iam-audit finding`) and one about the message (`iam-audit message`) on a bus.

    Entries that the service turns down are put again, twice; what is taken twice can be told by `key` and
    `fingerprint`.
    """

    kind = "eventbridge"
    settings_type = EventBridgeSettings
    permissions = ("events:PutEvents",)

    def post(self, message: Message) -> Receipt:
        """Put all events, and say which were not taken."""
        client = self.surroundings.client("events", self.settings.region)
        delivered: list[str] = []
        trouble: list[str] = []
        with delivering("EventBridge"):
            for batch in batches(self._entries(message), MOST, size=_size, largest=LARGEST):
                delivered += self._put(client, batch, trouble)
        if trouble:
            said = f"EventBridge did not take {len(trouble)} events: {trouble[0]}."
            raise DeliveryError(said, delivered=[one for one in delivered if one])
        return self.receipt(f"event bus {self.settings.bus}", id=message.key)

    def _put(self, client: Client, batch: list[Sent], trouble: list[str]) -> list[str]:
        """Put a batch, and again what was turned down; return the fingerprints that were taken."""
        taken: list[str] = []
        for attempt in range(ATTEMPTS):
            if attempt:
                self.surroundings.sleep(PAUSE * attempt)
            answers = client.put_events(Entries=[entry for _, entry in batch])["Entries"]
            pairs = list(zip(batch, answers, strict=True))
            taken += [one[0] for one, answer in pairs if not answer.get("ErrorCode")]
            batch = [one for one, answer in pairs if answer.get("ErrorCode")]
            whys = [
                safe(f"{one['ErrorCode']}: {one.get('ErrorMessage', '')}").rstrip(".")
                for one in answers
                if one.get("ErrorCode")
            ]
            if not batch:
                return taken
        trouble += whys
        return taken

    def _entries(self, message: Message) -> Iterator[Sent]:
        data = self.surroundings.templates.render(message).data
        items, users = data.pop("items"), data.pop("users")
        counted = {**data, "findings": len(items), "users": len(users)}
        yield "", self._entry(message, "iam-audit message", counted, ())
        for item in items:
            resources = tuple(arn for arn in (item["resource"]["arn"],) if arn)
            yield (
                item["fingerprint"],
                self._entry(message, "iam-audit finding", about(message) | item, resources),
            )

    def _entry(self, message: Message, kind: str, detail: Any, resources: tuple[str, ...]) -> Entry:  # noqa: ANN401
        return {
            "Time": message.at,
            "Source": self.settings.source,
            "DetailType": kind,
            "Detail": msgspec.json.encode(detail).decode(),
            "Resources": list(resources),
            "EventBusName": self.settings.bus,
        }


def _size(sent: Sent) -> int:
    """Count as AWS does ("Calculating Amazon EventBridge PutEvents event entry size" in its User Guide)."""
    entry = sent[1]
    texts = (entry["Source"], entry["DetailType"], entry["Detail"], *entry["Resources"])
    return TIME_SIZE + sum(len(text.encode()) for text in texts)
