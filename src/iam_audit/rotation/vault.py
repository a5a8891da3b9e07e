"""HashiCorp Vault: a secret of a key-value engine of version 2, whose fields are the names of what is stored."""

import re
import shlex
from typing import Any
from urllib.parse import quote

import msgspec

from iam_audit.errors import UsageError
from iam_audit.rotation.base import PlaceError, SecretStore
from iam_audit.rotation.hushing import Untold, asked, told
from iam_audit.rotation.secret import NewKey, Secret, read_back
from iam_audit.rotation.vault_http import VaultServer

ATTEMPTS = 3
MAY_ALL = "root"
NEEDED = ("create", "update")
PATH = re.compile(r"[^/\s]+(/[^/\s]+)+")


class Vault(SecretStore):
    """`vault:MOUNT/PATH`, where the mount is the first part."""

    kind = "vault"

    def __init__(self, path: str, server: VaultServer) -> None:
        if not PATH.fullmatch(path) or {".", ".."} & set(path.split("/")):
            raise UsageError(
                f"{path!r} is no path in Vault: the mount, then the path, as in secret/ci/deploy."
            )
        self.place = f"{self.kind}:{path}"
        self._mount, _, self._path = path.partition("/")
        self._server = server

    def prove(self, nonce: str) -> None:  # noqa: ARG002
        """Ask what the token may do there, and whether versions are kept."""
        mount = self._told("GET", f"sys/internal/ui/mounts/{quote(self._mount)}")
        if (mount.get("options") or {}).get("version") != "2":
            raise PlaceError(f"{self._mount} in Vault is no key-value engine of version 2.")
        path = f"{self._mount}/data/{self._path}"
        may = self._told("POST", "sys/capabilities-self", {"paths": [path]}).get(path) or []
        if MAY_ALL not in may and not set(NEEDED) <= set(may):
            said = ", ".join(may) or "nothing"
            raise PlaceError(f"Vault's token must be able to create and update {path}; it may: {said}.")

    def store(self, key: NewKey, value: Secret) -> None:
        """Add a version, unless it is there: an answer may get lost after Vault has taken the value."""
        body = Secret(f'{{"data":{value.reveal()}}}')
        for attempt in range(1, ATTEMPTS + 1):
            answer = told(lambda: self._server.ask("POST", self._data_path, body))
            if isinstance(answer, Secret) or told(lambda: self.holds(key.id)) is True:
                return
            if attempt == ATTEMPTS:
                lost = isinstance(answer, Untold) and answer.lost
                why = answer.error if isinstance(answer, Untold) else "there is no such path."
                raise PlaceError(f"{self.place} does not take the key: {why}", lost=lost)

    def holds(self, key_id: str) -> bool:
        """Look whose value the latest version is."""
        return self.fetch(key_id) is not None

    def fetch(self, key_id: str) -> Secret | None:
        """Return the latest version, if it is that of the key."""
        answer = asked(lambda: self._server.ask("GET", self._data_path))
        value = (
            Secret(bytes(msgspec.json.decode(answer.reveal(), type=_Version).data).decode())
            if answer
            else None
        )
        held = read_back(value) if value else None
        return value if held and held[0] == key_id else None

    def how_to_read(self, key_id: str) -> str:  # noqa: ARG002
        """Return the command of Vault."""
        space = f" -namespace={shlex.quote(self._server.namespace)}" if self._server.namespace else ""
        return f"vault kv get{space} -mount={shlex.quote(self._mount)} {shlex.quote(self._path)}"

    @property
    def _data_path(self) -> str:
        return f"{quote(self._mount)}/data/{quote(self._path)}"

    def _told(self, method: str, path: str, body: dict[str, list[str]] | None = None) -> dict[str, Any]:
        """Return an answer that holds nothing secret."""
        sent = Secret(msgspec.json.encode(body).decode()) if body else None
        answer = asked(lambda: self._server.ask(method, path, sent))
        return dict(msgspec.json.decode(answer.reveal(), type=dict[str, Any])) if answer else {}


class _Version(msgspec.Struct):
    """One version of a secret; the fields are not looked at."""

    data: msgspec.Raw = msgspec.Raw(b"null")
