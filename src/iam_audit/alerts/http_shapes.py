"""What the channels over HTTP have in common: their settings, a request and an answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta

from iam_audit.alerts.base import ChannelSettings
from iam_audit.alerts.targets import is_network


class HttpSettings(ChannelSettings, frozen=True, kw_only=True):
    """What all channels over HTTP have in common."""

    timeout: Annotated[float, Meta(gt=0, le=60, description="Seconds that one attempt may take.")] = 10.0
    longest_wait: Annotated[
        float,
        Meta(ge=0, le=300, description="Wait no longer when the service asks to; leave it to the next run."),
    ] = 30.0
    allow_networks: Annotated[
        tuple[str, ...],
        Meta(
            description="Private networks it may send to, such as `10.20.0.0/16`; loopback may do without TLS."
        ),
    ] = ()
    proxy: Annotated[
        str | None,
        Meta(
            description="The proxy to go through, as `http://proxy.example.com:3128`; it then looks names up."
        ),
    ] = None
    ca_file: Annotated[str | None, Meta(description="Certificates to trust instead of the system's.")] = None

    def __post_init__(self) -> None:
        """Refuse what is no network."""
        for one in self.allow_networks:
            if not is_network(one):
                raise ValueError(f"allow_networks: {one!r} is no network such as 10.20.0.0/16")
        if self.proxy and not is_url(self.proxy):
            raise ValueError(
                "proxy must be a URL such as http://proxy.example.com:3128, without user or password"
            )


@dataclass(frozen=True, kw_only=True)
class Request:
    """One request, before anybody knows which address it goes to."""

    url: str
    body: bytes
    headers: Mapping[str, str]
    method: str = "POST"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> object:
        """Return the body as JSON values; None when it is not JSON."""
        try:
            return msgspec.json.decode(self.body)
        except msgspec.DecodeError:
            return None


def host_of(url: str) -> str:
    """Return what may be shown of a URL: paths and queries often hold secrets."""
    return urlsplit(url).hostname or "the service"


def is_url(url: str) -> bool:
    """Whether it is a URL that could be sent to, without a user or password in it."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return False
    named = bool(parts.hostname) and parts.netloc.isascii() and "@" not in parts.netloc
    return parts.scheme in ("http", "https") and named
