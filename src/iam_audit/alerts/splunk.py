"""Splunk, by its HTTP Event Collector."""

import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from iam_audit.alerts.base import Receipt, SharedChannel
from iam_audit.alerts.batches import batches
from iam_audit.alerts.http_shapes import HttpSettings, Request, host_of, is_url
from iam_audit.alerts.message import Message
from iam_audit.alerts.outbound import Outbound
from iam_audit.alerts.payload import about
from iam_audit.alerts.secret_references import SecretReference

PATH = "/services/collector/event"
LARGEST = 500_000
"""Bytes per request; collectors take about a megabyte."""
MOST = 1000


class SplunkSettings(HttpSettings, frozen=True, kw_only=True):
    """Which collector, and how its events are filed."""

    url: Annotated[
        str, Meta(description="The collector without its path: `https://http-inputs.example.com`.")
    ]
    token: Annotated[SecretReference, Meta(description="The token of the collector.")]
    index: Annotated[str | None, Meta(description="The index; unless set, that of the token.")] = None
    sourcetype: Annotated[str, Meta(description="What Splunk calls this kind of event.")] = "iam_audit:alert"
    source: Annotated[str, Meta(description="What Splunk calls where it comes from.")] = "iam-audit"

    def __post_init__(self) -> None:
        """Refuse what cannot be sent to."""
        super().__post_init__()
        if not is_url(self.url):
            raise ValueError("url must be a URL such as https://http-inputs.example.com")


@dataclass(frozen=True, kw_only=True)
class Splunk(SharedChannel[SplunkSettings]):
    """Sends one event per finding, and one about the message itself, to an HTTP Event Collector.

    Events of the same message share `key`; a repetition can be told by `key` and `fingerprint`.
    """

    kind = "splunk"
    settings_type = SplunkSettings

    def post(self, message: Message) -> Receipt:
        """Send all events, in as many requests as they need."""
        outbound = self._outbound
        for batch in batches(self._events(message), MOST, size=len, largest=LARGEST):
            request = self._request(b"\n".join(batch))
            outbound.exchange(lambda request=request: request)  # type: ignore[misc]
        return self.receipt(host_of(self.settings.url), id=message.key)

    @cached_property
    def _outbound(self) -> Outbound:
        return Outbound(self.settings, self.surroundings)

    def _request(self, body: bytes) -> Request:
        token = self.surroundings.secrets.look_up(self.settings.token)
        return Request(
            url=urllib.parse.urljoin(self.settings.url, PATH),
            body=body,
            headers={"Authorization": f"Splunk {token}", "Content-Type": "application/json"},
        )

    def _events(self, message: Message) -> Iterator[bytes]:
        data = self.surroundings.templates.render(message).data
        items, users = data.pop("items"), data.pop("users")
        yield self._event(message, {"type": "message", **data})
        for kind, found in (("finding", items), ("user", users)):
            for one in found:
                yield self._event(message, {"type": kind, **about(message), **one})

    def _event(self, message: Message, event: dict[str, Any]) -> bytes:
        own = self.settings
        index = {"index": own.index} if own.index else {}
        filed = {"time": message.at.timestamp(), "source": own.source, "sourcetype": own.sourcetype, **index}
        return msgspec.json.encode({**filed, "event": event})
