"""A file that only the owner of the key can open: encrypted with age, for age or SSH keys."""

import shlex
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from iam_audit.errors import OutputError, UsageError
from iam_audit.files import write_bytes
from iam_audit.rotation.base import PlaceError, SecretStore
from iam_audit.rotation.secret import NewKey, Secret

PROBE = b"iam-audit"


class AgeFile(SecretStore):
    """A folder in which every new key is a file of its own. What is in the file, we cannot read again."""

    kind = "age"

    def __init__(self, folder: str, user_name: str, recipients: Iterable[str]) -> None:
        self.place = f"{self.kind}:{folder}"
        self._folder = Path(folder)
        self._user_name = user_name
        self._lines = tuple(recipients)

    def prove(self, nonce: str) -> None:
        """Encrypt something, write it beside where keys go, and remove it."""
        probe = self._folder / f".{self._user_name}-{nonce}.probe"
        self._write(probe, PROBE)
        probe.unlink()

    def store(self, key: NewKey, value: Secret) -> None:
        """Write the file, whole and safe on disk; its name tells which key is in it."""
        self._write(self._file(key.id), value.reveal().encode())

    def holds(self, key_id: str) -> bool:
        """Look for the file."""
        return self._file(key_id).is_file()

    def where(self, key_id: str) -> str:
        """Return the file."""
        return f"{self.kind}:{self._file(key_id)}"

    def how_to_read(self, key_id: str) -> str:
        """Return the command of age."""
        return f"age --decrypt --identity YOUR-PRIVATE-KEY {shlex.quote(str(self._file(key_id)))}"

    def _file(self, key_id: str) -> Path:
        return self._folder / f"{self._user_name}-{key_id}.age"

    def _write(self, path: Path, clear: bytes) -> None:
        from pyrage import encrypt  # type: ignore[import-untyped]  # noqa: PLC0415 - an extra, seldom needed

        if not self._lines:
            raise PlaceError(f"Nobody is named for whom {path} could be encrypted: see --recipient.")
        sealed = encrypt(clear, _recipients(self._lines), armored=True)
        try:
            write_bytes(path, sealed, durable=True)
        except OutputError as error:
            raise PlaceError(str(error)) from error


def recipients_in(lines: Iterable[str], folder: Path) -> tuple[str, ...]:
    """Return the public keys that are named, each as it is written or as `file:PATH`. Raises UsageError."""
    found: list[str] = []
    for line in lines:
        if not line.startswith("file:"):
            found.append(line.strip())
            continue
        path = folder / line.removeprefix("file:")
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"The public keys in {path} cannot be read: {error}.") from error
        found += [one.strip() for one in text.splitlines() if one.strip() and not one.startswith("#")]
    if not found:
        raise UsageError("A file can be encrypted for somebody only: name a public key with --recipient.")
    _recipients(found)
    return tuple(found)


def _recipients(lines: Iterable[str]) -> list[Any]:
    try:
        from pyrage import RecipientError, ssh, x25519  # noqa: PLC0415 - likewise
    except ModuleNotFoundError as error:
        raise UsageError("Encrypted files need pyrage: pip install 'iam-audit[rotate]'.") from error
    made: list[Any] = []
    for line in lines:
        kind = x25519.Recipient if line.startswith("age1") else ssh.Recipient
        try:
            made.append(kind.from_str(line))
        except RecipientError as error:
            raise UsageError(
                f"{line[:40]!r} is no public key that age knows: age1..., ssh-ed25519 or ssh-rsa."
            ) from error
    return made
