"""Sign-ins that were sent to the provider and have not come back yet. Each comes back once, to the same browser."""

import base64
import hashlib
import hmac
import secrets
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

PATIENCE = timedelta(minutes=10)
MOST = 10_000
"""What is remembered at most; the oldest are forgotten first."""


@dataclass(frozen=True, kw_only=True)
class Pending:
    """One sign-in that is under way."""

    state: str
    nonce: str
    verifier: str
    """The secret half of PKCE."""
    browser: str
    """What the browser that began it holds in a cookie."""
    next: str
    """Where to go afterwards."""
    until: datetime

    @property
    def challenge(self) -> str:
        """The public half of PKCE (RFC 7636, S256)."""
        digest = hashlib.sha256(self.verifier.encode()).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


class PendingSignIns:
    """All of them, in memory."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: dict[str, Pending] = {}

    def begin(self, next_path: str, now: datetime) -> Pending:
        """Remember a new one."""
        state, nonce, verifier, browser = (secrets.token_urlsafe(32) for _ in range(4))
        made = Pending(
            state=state, nonce=nonce, verifier=verifier, browser=browser, next=next_path, until=now + PATIENCE
        )
        with self._lock:
            self._held[state] = made
            while len(self._held) > MOST:
                del self._held[next(iter(self._held))]
        return made

    def come_back(self, state: str, browser: str, now: datetime) -> Pending | None:
        """Return the one with this state and forget it; None where it is unknown, too old, or another browser's."""
        with self._lock:
            found = self._held.pop(state, None)
        if found is None or now >= found.until:
            return None
        return found if hmac.compare_digest(found.browser.encode(), browser.encode()) else None
