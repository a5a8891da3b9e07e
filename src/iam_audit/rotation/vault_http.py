"""One request to HashiCorp Vault, and what its answer means."""

import re
import ssl
from dataclasses import dataclass

import msgspec

from iam_audit.errors import UsageError
from iam_audit.rotation.base import PlaceError
from iam_audit.rotation.secret import Secret

SECONDS = 10.0
URL = re.compile(r"https://[^\s/@?#]+/?|http://(127\.0\.0\.1|localhost|\[::1\])(:\d+)?/?")
ABSENT, DENIED, SEALED = 404, 403, 503


class Answer(msgspec.Struct, frozen=True):
    """What of an answer is looked at; the data may hold secrets, and stays unread text here."""

    data: msgspec.Raw = msgspec.Raw(b"{}")
    errors: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class VaultServer:
    """Which Vault, and who we are there."""

    address: str
    token: Secret
    namespace: str = ""
    ca_file: str | None = None

    def __post_init__(self) -> None:
        """Refuse to send a token in clear over a network."""
        if not URL.fullmatch(self.address):
            raise UsageError(
                f"Vault must be at a URL such as https://vault.example.com:8200, not {self.address!r}."
            )

    def ask(self, method: str, path: str, body: Secret | None = None) -> Secret | None:
        """Return what is under `data` in the answer; None where there is nothing. Raises PlaceError."""
        try:
            import httpx  # noqa: PLC0415 - an extra that other places do without
        except ModuleNotFoundError as error:
            raise UsageError("Vault needs httpx: pip install 'iam-audit[rotate]'.") from error
        headers = {"X-Vault-Token": self.token.reveal(), "X-Vault-Request": "true"}
        headers |= {"X-Vault-Namespace": self.namespace} if self.namespace else {}
        url = f"{self.address.rstrip('/')}/v1/{path}"
        try:
            with httpx.Client(verify=self._tls(), timeout=SECONDS) as client:
                answer = client.request(method, url, headers=headers, content=body.reveal() if body else None)
        except (httpx.HTTPError, OSError) as error:
            unsent = isinstance(error, httpx.ConnectError | httpx.ConnectTimeout)
            why = f"Vault at {self.address} cannot be reached: {type(error).__name__}."
            raise PlaceError(why, lost=not unsent) from error
        return _understood(answer.status_code, answer.content, path)

    def _tls(self) -> ssl.SSLContext:
        try:
            return ssl.create_default_context(cafile=self.ca_file)
        except OSError as error:
            raise UsageError(f"The certificates in {self.ca_file} cannot be read: {error}.") from error


def _understood(status: int, content: bytes, path: str) -> Secret | None:
    if status == ABSENT:
        return None
    try:
        answer = msgspec.json.decode(content or b"{}", type=Answer)
    except msgspec.MsgspecError:
        answer = Answer()
    if status >= 300:
        why = f"Vault does not allow {path}: {_why(status, answer)}"
        raise PlaceError(why, lost=status >= 500 and status != SEALED)
    return Secret(bytes(answer.data).decode())


def _why(status: int, answer: Answer) -> str:
    if status == DENIED:
        return "the token is not valid, or no policy of it allows this."
    if status == SEALED:
        return "it is sealed, or in maintenance."
    said = "; ".join(" ".join(one.split()) for one in answer.errors)
    return f"it answered {status}{f': {said[:200]}' if said else ''}."
