"""What can be set of the server: where it is, who may use it, and how much."""

import re
from enum import StrEnum
from typing import Annotated
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta

SECRET = re.compile(r"(env|file|secretsmanager|ssm):.+", re.DOTALL)
ON_LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Role(StrEnum):
    """What somebody may do on the server; each may all that the ones before it may."""

    VIEWER = "viewer"
    """See where things stand."""
    AUDITOR = "auditor"
    """... and start audits, decide on waivers, and take evidence away."""
    APPROVER = "approver"
    """... and approve plans that change accounts."""
    ADMIN = "admin"
    """... and see who changed what, and manage tokens."""

    @property
    def rank(self) -> int:
        """0 for the one who may least."""
        return list(Role).index(self)

    def may(self, needed: "Role") -> bool:
        """Whether this role is enough where `needed` is asked for."""
        return self.rank >= needed.rank


class WebSettings(msgspec.Struct, frozen=True, kw_only=True):
    """`[web]`: the server of `iam-audit serve`: where it is, who may use it, and how much."""

    url: Annotated[
        str | None,
        Meta(description="Where people reach the server, such as https://iam-audit.example.com."),
    ] = None
    require_sign_in: Annotated[
        bool, Meta(description="Ask for a sign-in on loopback too; elsewhere it is always asked for.")
    ] = False
    proxies: Annotated[
        tuple[str, ...],
        Meta(description="Addresses of proxies whose X-Forwarded-For and X-Forwarded-Proto are believed."),
    ] = ()
    oidc_issuer: Annotated[
        str | None, Meta(description="The OpenID Connect provider that people sign in with: its issuer URL.")
    ] = None
    oidc_client_id: Annotated[str | None, Meta(description="What the provider calls this server.")] = None
    oidc_client_secret: Annotated[
        str | None,
        Meta(description="The secret that goes with it, as env:NAME, file:PATH, secretsmanager:… or ssm:…"),
    ] = None
    oidc_scopes: Annotated[
        tuple[str, ...], Meta(description="What the provider is asked to tell, besides who it is.")
    ] = ("profile", "email")
    oidc_name_claim: Annotated[
        str,
        Meta(min_length=1, description="The claim with the name that people go by in the log of changes."),
    ] = "email"
    oidc_role_claim: Annotated[
        str,
        Meta(min_length=1, description="The claim that roles are read from: one text, or a list of them."),
    ] = "groups"
    oidc_roles: Annotated[
        dict[str, Role], Meta(description="Which value of that claim makes whom what; the highest counts.")
    ] = {}
    oidc_default_role: Annotated[
        Role | None, Meta(description="The role of everybody else; unless set, they are refused.")
    ] = None
    session_idle_minutes: Annotated[
        int, Meta(ge=1, le=1440, description="Minutes without a request after which a session ends.")
    ] = 60
    session_hours: Annotated[
        int, Meta(ge=1, le=168, description="Hours after which a session ends in any case.")
    ] = 12
    requests_per_minute: Annotated[
        int, Meta(ge=1, description="Requests that one address may make in a minute.")
    ] = 1200
    sign_ins_per_minute: Annotated[
        int, Meta(ge=1, description="Sign-ins that one address may try in a minute.")
    ] = 10
    body_limit_kib: Annotated[
        int, Meta(ge=1, le=65536, description="The largest request that is read, in KiB.")
    ] = 256

    def __post_init__(self) -> None:
        """Refuse what does not go together, without repeating a secret."""
        if self.oidc_client_secret is not None and not SECRET.fullmatch(self.oidc_client_secret):
            raise ValueError(
                "[web] oidc_client_secret is a secret, and must be given as env:NAME, file:PATH, "
                "secretsmanager:ARN-or-name or ssm:NAME"
            )
        if bool(self.oidc_issuer) != bool(self.oidc_client_id):
            raise ValueError("[web] oidc_issuer and oidc_client_id go together")
        for name, url in (("url", self.url), ("oidc_issuer", self.oidc_issuer)):
            if url is not None and not _trustworthy(url):
                raise ValueError(f"[web] {name} must be a URL with https, or with http on loopback")

    @property
    def with_oidc(self) -> bool:
        """Whether people can sign in with a provider."""
        return bool(self.oidc_issuer)


def _trustworthy(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if not parts.hostname or parts.username or parts.query or parts.fragment:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in ON_LOOPBACK)
