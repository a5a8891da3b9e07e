"""An OpenID Connect provider: where to send people, and who they are when they come back."""

import threading
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import httpx
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from iam_audit.access import Role, Way, Who
from iam_audit.errors import SignInError
from iam_audit.settings import WebSettings
from iam_audit.settings.web_shape import ON_LOOPBACK
from iam_audit.web.id_token import Expected, believed
from iam_audit.web.pending import Pending

TIMEOUT = 10.0
FRESH = timedelta(hours=1)
"""How long keys and addresses of a provider are kept. A signature that does not fit has them fetched again."""
CALLBACK = "/sign-in/oidc/callback"


class Provider:
    """The provider of the settings. Nothing is asked before somebody signs in."""

    def __init__(
        self,
        web: WebSettings,
        url: str,
        secret: Callable[[], str | None],
        clock: Callable[[], datetime],
    ) -> None:
        self._web = web
        self._issuer = web.oidc_issuer or ""
        self._callback = url + CALLBACK
        self._secret = secret
        self._clock = clock
        self._lock = threading.Lock()
        self._known: tuple[datetime, Mapping[str, Any], KeySet] | None = None

    def address(self, pending: Pending) -> str:
        """Return where to send a browser."""
        places, _ = self._facts()
        asked = {
            "response_type": "code",
            "client_id": self._web.oidc_client_id or "",
            "redirect_uri": self._callback,
            "scope": " ".join(dict.fromkeys(("openid", *self._web.oidc_scopes))),
            "state": pending.state,
            "nonce": pending.nonce,
            "code_challenge": pending.challenge,
            "code_challenge_method": "S256",
        }
        place = str(places["authorization_endpoint"])
        return f"{place}{'&' if urlsplit(place).query else '?'}{urlencode(asked)}"

    def who(self, pending: Pending, code: str) -> Who:
        """Return who came back with a code. Raises SignInError when that cannot be told, or has no role here."""
        places, keys = self._facts()
        answer = self._exchanged(places, pending, code)
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise SignInError("The provider sent no ID token: see that the scope 'openid' is allowed there.")
        claims = self._believed(token, keys, pending)
        return self._named({**self._more(places, answer, claims), **claims})

    def _believed(self, token: str, keys: KeySet, pending: Pending) -> Mapping[str, Any]:
        expected = Expected(
            issuer=self._issuer,
            client_id=self._web.oidc_client_id or "",
            nonce=pending.nonce,
            now=self._clock(),
        )
        try:
            return believed(token, keys, expected)
        except SignInError:
            fresh = self._fetched()[2]  # the provider may have changed its keys since we asked
            return believed(token, fresh, expected)

    def _named(self, claims: Mapping[str, Any]) -> Who:
        name = claims.get(self._web.oidc_name_claim)
        verified = claims.get("email_verified", True) is not False or self._web.oidc_name_claim != "email"
        called = name if isinstance(name, str) and name and verified else claims["sub"]
        held = claims.get(self._web.oidc_role_claim)
        values = [one for one in (held if isinstance(held, list) else [held]) if isinstance(one, str)]
        roles = [self._web.oidc_roles[one] for one in values if one in self._web.oidc_roles]
        role = max(roles, key=lambda one: one.rank, default=self._web.oidc_default_role)
        if role is None:
            raise SignInError(
                f"{called} has no role here: no value of the claim '{self._web.oidc_role_claim}' is in "
                "[web.oidc_roles], and there is no oidc_default_role."
            )
        return Who(name=str(called), role=Role(role), way=Way.SESSION)

    def _more(
        self, places: Mapping[str, Any], answer: Mapping[str, Any], claims: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        """Return what the provider tells beside the ID token, where that leaves something out."""
        wanted = {self._web.oidc_name_claim, self._web.oidc_role_claim}
        place, token = places.get("userinfo_endpoint"), answer.get("access_token")
        if wanted <= claims.keys() or not place or not isinstance(token, str):
            return {}
        told = self._json("GET", str(place), headers={"Authorization": f"Bearer {token}"})
        return told if told.get("sub") == claims["sub"] else {}

    def _exchanged(self, places: Mapping[str, Any], pending: Pending, code: str) -> Mapping[str, Any]:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._callback,
            "code_verifier": pending.verifier,
        }
        client_id, secret = self._web.oidc_client_id or "", self._secret()
        methods = places.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        auth = None
        if secret and "client_secret_basic" in methods:
            auth = httpx.BasicAuth(quote(client_id, safe=""), quote(secret, safe=""))
        else:
            form |= {"client_id": client_id} | ({"client_secret": secret} if secret else {})
        return self._json("POST", str(places["token_endpoint"]), data=form, auth=auth)

    def _facts(self) -> tuple[Mapping[str, Any], KeySet]:
        known = self._known
        if known is None or self._clock() - known[0] >= FRESH:
            known = self._fetched()
        return known[1], known[2]

    def _fetched(self) -> tuple[datetime, Mapping[str, Any], KeySet]:
        with self._lock:
            places = self._json("GET", self._issuer.rstrip("/") + "/.well-known/openid-configuration")
            if places.get("issuer") != self._issuer:
                raise SignInError(
                    f"The provider calls itself {places.get('issuer')}, not {self._issuer}: see oidc_issuer."
                )
            for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
                _refuse_unsafe(name, places.get(name))
            self._known = (self._clock(), places, self._keys(str(places["jwks_uri"])))
            return self._known

    def _keys(self, place: str) -> KeySet:
        try:
            return KeySet.import_key_set(self._json("GET", place))  # type: ignore[arg-type]
        except (JoseError, KeyError, TypeError, ValueError) as error:
            raise SignInError(f"The keys of the provider at {place} cannot be read.") from error

    def _json(self, method: str, place: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - httpx's own options
        host = urlsplit(place).hostname
        try:
            answer = httpx.request(method, place, timeout=TIMEOUT, follow_redirects=False, **more)
            said = answer.json() if answer.content else {}
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            raise SignInError(
                f"The provider at {host} does not answer as it should: {type(error).__name__}."
            ) from error
        if answer.status_code != httpx.codes.OK or not isinstance(said, dict):
            why = said.get("error", "") if isinstance(said, dict) else ""
            raise SignInError(
                f"The provider at {host} refused: status {answer.status_code} {why}".rstrip() + "."
            )
        return said


def _refuse_unsafe(name: str, place: object) -> None:
    parts = urlsplit(place) if isinstance(place, str) else None
    if parts is None or not (parts.scheme == "https" or parts.hostname in ON_LOOPBACK):
        raise SignInError(f"The provider names no {name} with https.")
