"""Any service that takes JSON over HTTPS."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from iam_audit.alerts.base import Receipt, SharedChannel
from iam_audit.alerts.http_shapes import HttpSettings, Request, host_of, is_url
from iam_audit.alerts.message import Message
from iam_audit.alerts.outbound import Outbound
from iam_audit.alerts.secret_references import SecretReference

SIGNATURE = "X-Iam-Audit-Signature"
TIMESTAMP = "X-Iam-Audit-Timestamp"
KEY = "Idempotency-Key"
VERSION = "v1"


class WebhookSettings(HttpSettings, frozen=True, kw_only=True):
    """Where to post, and with which secrets to sign."""

    url: Annotated[
        str, Meta(description="Where to post; https, unless it is on loopback and that is allowed.")
    ]
    secret: Annotated[
        SecretReference | None,
        Meta(description="What requests are signed with; unsigned when it is not set."),
    ] = None
    previous_secret: Annotated[
        SecretReference | None, Meta(description="The secret before, while receivers change over: both sign.")
    ] = None
    headers: Annotated[
        dict[str, SecretReference], Meta(description="Further headers, such as Authorization, from secrets.")
    ] = {}  # noqa: RUF012 - msgspec copies it

    def __post_init__(self) -> None:
        """Refuse what cannot be sent."""
        super().__post_init__()
        if not is_url(self.url):
            raise ValueError("url must be a URL such as https://example.com/hook, without user or password")
        if self.previous_secret and not self.secret:
            raise ValueError("previous_secret is of use beside a secret only")


@dataclass(frozen=True, kw_only=True)
class Webhook(SharedChannel[WebhookSettings]):
    """Posts the message as JSON to a URL, signed with a secret that both sides know.

    `X-Iam-Audit-Timestamp` holds the seconds since 1970, `X-Iam-Audit-Signature` one `v1=<hex>` per secret, separated
    by commas: HMAC-SHA256 over the timestamp, a dot and the body as it came. A receiver computes its own, compares in
    constant time with each of them, and refuses time stamps that are minutes old. `Idempotency-Key` is the same
    whenever the same message is sent again.
    """

    kind = "webhook"
    settings_type = WebhookSettings

    def post(self, message: Message) -> Receipt:
        """Post the message; anything but a status of 2xx is a failure."""
        return self.post_data(self.surroundings.templates.render(message).data, message.key)

    def post_data(self, data: Mapping[str, object], key: str) -> Receipt:
        """Post JSON values that are no message, signed in the same way. Raises DeliveryError."""
        body = msgspec.json.encode(data)
        self._outbound.exchange(lambda: self._request(body, key))
        return self.receipt(host_of(self.settings.url), id=key)

    @cached_property
    def _outbound(self) -> Outbound:
        return Outbound(self.settings, self.surroundings)

    def _request(self, body: bytes, key: str) -> Request:
        timestamp = str(int(self.surroundings.clock().timestamp()))
        look_up = self.surroundings.secrets.look_up
        references = (self.settings.secret, self.settings.previous_secret)
        secrets = [look_up(reference) for reference in references if reference]
        own: dict[str, str] = {name: look_up(value) for name, value in self.settings.headers.items()}
        headers: dict[str, Any] = {
            **own,
            "Content-Type": "application/json",
            "User-Agent": "iam-audit",
            KEY: hashlib.sha256(key.encode()).hexdigest(),
            TIMESTAMP: timestamp,
        }
        if secrets:
            headers[SIGNATURE] = ",".join(f"{VERSION}={signature(one, timestamp, body)}" for one in secrets)
        return Request(url=self.settings.url, body=body, headers=headers)


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Return what a receiver that knows the secret computes as well."""
    return hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
