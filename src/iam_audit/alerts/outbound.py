"""Sends one HTTP request to one place, carefully: to an address that was looked at, without redirects, in good time.

The name is resolved once, every address is judged, and the connection is made to an address that was judged; so a name
that changes its mind between the look and the connection (DNS rebinding) gains nothing.
"""

import contextlib
import email.utils
import importlib
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from iam_audit.alerts.base import Surroundings
from iam_audit.alerts.http_shapes import Answer, HttpSettings, Request, host_of
from iam_audit.alerts.targets import forbidden, is_address, real
from iam_audit.errors import DeliveryError, SettingsError

if TYPE_CHECKING:
    import httpx

PAUSES = (1.0, 4.0)
"""Seconds between one attempt and the next, where the service does not ask for more."""
TRIED_AGAIN = frozenset({429, 500, 502, 503, 504})
REFUSED_FOR_GOOD = frozenset({400, 413, 415, 422})
"""What is wrong with the message itself; all else can be mended on one side or the other."""
MUCH = 65536
"""Bytes of an answer that are read."""


class _NotSentError(Exception):
    """Nothing has reached the service, so trying again cannot repeat anything."""


@dataclass(frozen=True)
class Outbound:
    """The way out for one channel."""

    settings: HttpSettings
    surroundings: Surroundings

    def exchange(self, make: Callable[[], Request]) -> Answer:
        """Send what `make` makes, anew for every attempt, and return an answer of 2xx. Raises DeliveryError.

        Attempts that may have been carried out are not repeated: an answer that does not come is left to the next run.
        """
        pauses = iter(PAUSES)
        while True:
            found, asked = self._attempt(make())
            if isinstance(found, Answer):
                return found
            pause = next(pauses, None)
            if pause is None or asked > self.settings.longest_wait:
                raise DeliveryError(found, retry_after=asked or None)
            self.surroundings.sleep(max(pause, asked))

    def _attempt(self, request: Request) -> tuple[Answer | str, float]:
        """Return the answer, or why there should be another attempt, and the seconds we are asked to wait."""
        where = host_of(request.url)
        try:
            answer = self._once(request)
        except _NotSentError as error:
            return f"{where} cannot be reached: {error}.", 0.0
        if answer.status in TRIED_AGAIN:
            return f"{where} answered with status {answer.status}.", self._asked(answer)
        return _judged(answer, where), 0.0

    def _asked(self, answer: Answer) -> float:
        """Read Retry-After: seconds, or a moment (RFC 9110)."""
        text = answer.headers.get("retry-after", "")
        if text.isdigit():
            return float(text)
        with contextlib.suppress(ValueError, TypeError):
            moment = email.utils.parsedate_to_datetime(text)
            return max(0.0, (moment - self.surroundings.clock()).total_seconds())
        return 0.0

    def _once(self, request: Request) -> Answer:
        """Try the addresses of the host one after the other, until one of them takes the connection."""
        addresses = self._addresses(request.url)
        for address in addresses[:-1]:
            with contextlib.suppress(_NotSentError):
                return self._through(address, request)
        return self._through(addresses[-1], request)

    def _through(self, address: str, request: Request) -> Answer:
        need_httpx()
        import httpx

        parts = urlsplit(request.url)
        secure = parts.scheme == "https"
        try:
            with (
                httpx.Client(
                    verify=self._trust if secure else False,
                    proxy=self.settings.proxy,
                    timeout=self.settings.timeout,
                    trust_env=False,
                    follow_redirects=False,
                ) as client,
                client.stream(
                    request.method,
                    httpx.URL(request.url).copy_with(host=address),
                    content=request.body,
                    headers={**request.headers, "Host": parts.netloc},
                    extensions={"sni_hostname": parts.hostname} if secure else {},
                ) as response,
            ):
                return self._read(response)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise _NotSentError(str(error).rstrip(".") or type(error).__name__) from error
        except UnicodeEncodeError as error:
            raise SettingsError(
                f"A header for {host_of(request.url)} holds more than ASCII; check the secrets it is made of."
            ) from error
        except (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError) as error:
            raise DeliveryError(
                f"{host_of(request.url)} took the connection and gave no answer ({type(error).__name__}). It may have"
                " taken the message all the same; the next attempt has the same key."
            ) from error

    def _read(self, response: "httpx.Response") -> Answer:
        """Read an answer that may be endless, or endlessly slow."""
        ends = time.monotonic() + self.settings.timeout
        body = b""
        for part in response.iter_bytes():
            body += part
            if len(body) > MUCH or time.monotonic() > ends:
                break
        return Answer(status=response.status_code, headers=response.headers, body=body[:MUCH])

    def _addresses(self, url: str) -> tuple[str, ...]:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
        if self.settings.proxy:
            return self._by_proxy(host, parts.scheme)
        try:
            addresses = self.surroundings.resolve(host, port)
        except (OSError, UnicodeError) as error:
            why = getattr(error, "strerror", None) or error
            raise _NotSentError(f"the name does not resolve ({why})") from error
        self._check(host, parts.scheme, addresses)
        return addresses

    def _by_proxy(self, host: str, scheme: str) -> tuple[str, ...]:
        """Leave names to the proxy, which decides for itself where they may lead; addresses are judged all the same."""
        if scheme != "https":
            raise DeliveryError(f"{host} must be reached by https through a proxy.")
        if is_address(host):
            self._check(host, scheme, (host,))
        return (host,)

    def _check(self, host: str, scheme: str, addresses: tuple[str, ...]) -> None:
        private = forbidden(addresses, self.settings.allow_networks)
        if private or not addresses:
            raise DeliveryError(
                f"{host} leads to {', '.join(private) or 'no address'}, which is not public. If that is right, name"
                " its network in allow_networks."
            )
        if scheme != "https" and not all(real(one).is_loopback for one in addresses):
            raise DeliveryError(f"{host} must be reached by https; without TLS only loopback will do.")

    @cached_property
    def _trust(self) -> ssl.SSLContext:
        return trust(self.settings.ca_file)


def trust(ca_file: str | None) -> ssl.SSLContext:
    """Return whom to trust: the certificates in a file, else the system's. Raises SettingsError."""
    try:
        return ssl.create_default_context(cafile=ca_file)
    except (OSError, ssl.SSLError) as error:
        raise SettingsError(f"The certificates in {Path(ca_file or '')} cannot be read: {error}.") from error


def need_httpx() -> None:
    """Raise SettingsError when the extra is not installed."""
    try:
        importlib.import_module("httpx")
    except ImportError as error:
        raise SettingsError(
            "Channels over HTTP need one more package: pip install 'iam-audit[alerts]'."
        ) from error


def _judged(answer: Answer, where: str) -> Answer:
    if 200 <= answer.status < 300:
        return answer
    if 300 <= answer.status < 400:
        raise DeliveryError(
            f"{where} redirects to another address, which is not followed. Give the final one."
        )
    raise DeliveryError(
        f"{where} refused the message with status {answer.status}.",
        permanent=answer.status in REFUSED_FOR_GOOD,
    )
