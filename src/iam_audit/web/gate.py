"""Which requests are let in at all, and whether people have to sign in. Decided once, when the server starts."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from iam_audit.errors import UsageError
from iam_audit.settings import WebSettings
from iam_audit.settings.web_shape import ON_LOOPBACK

HOW_TO_SIGN_IN = (
    "Make a token with `iam-audit serve token create NAME`, or set oidc_issuer and oidc_client_id in [web]."
)


@dataclass(frozen=True, kw_only=True)
class Gate:
    """What the server knows about where it stands."""

    url: str
    """Where people reach it, without a slash at the end."""
    hosts: frozenset[str]
    """What may stand in the Host header; anything else may be another site that points at this machine."""
    local: bool
    """Nobody signs in: whoever can reach this machine's loopback is its user."""
    secret: bytes
    """What the forms of somebody without a session are marked with; new at every start."""

    @property
    def secure(self) -> bool:
        """Whether people reach it by https."""
        return self.url.startswith("https://")


def gate_for(
    host: str, port: int, web: WebSettings, secret: bytes, *, can_sign_in: bool, with_tls: bool = False
) -> Gate:
    """Decide who may come in. Raises UsageError rather than let strangers in."""
    loopback = host in ON_LOOPBACK
    local = loopback and not web.require_sign_in and not can_sign_in and not web.url
    if not local and not can_sign_in:
        why = "" if loopback else f" on {host}"
        raise UsageError(f"A server{why} needs a way to sign in, and none is set up. {HOW_TO_SIGN_IN}")
    scheme = "https" if with_tls else "http"
    if not loopback and not web.url:
        raise UsageError(
            f"A server on {host} has to know where people reach it: set url in [web], "
            "such as https://iam-audit.example.com."
        )
    url = (web.url or f"{scheme}://{_bracketed(host)}:{port}").rstrip("/")
    if not loopback and not url.startswith("https://"):
        raise UsageError(
            f"{url} is not https, so passwords and tokens could be read on the way: put a proxy in front, "
            "or give --tls-certificate and --tls-key."
        )
    return Gate(url=url, hosts=_hosts(url, port, loopback=loopback), local=local, secret=secret)


def _hosts(url: str, port: int, *, loopback: bool) -> frozenset[str]:
    here = {f"{_bracketed(name)}:{port}" for name in ON_LOOPBACK} if loopback else set()
    parts = urlsplit(url)
    return frozenset({parts.netloc.lower(), *_without_usual_port(url), *here})


def _without_usual_port(url: str) -> set[str]:
    """Return the other way to write a host whose port is the usual one."""
    parts = urlsplit(url)
    usual = {"https": 443, "http": 80}[parts.scheme]
    name = _bracketed((parts.hostname or "").lower())
    return {name, f"{name}:{usual}"} if parts.port in (None, usual) else set()


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
