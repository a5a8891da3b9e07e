"""Understands where new keys go: `secretsmanager:NAME`, `ssm:NAME`, `vault:MOUNT/PATH` or `age:FOLDER`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from iam_audit.errors import UsageError
from iam_audit.rotation.age_file import AgeFile, recipients_in
from iam_audit.rotation.base import Clients, SecretStore
from iam_audit.rotation.parameter_store import ParameterStore
from iam_audit.rotation.secrets_manager import SecretsManager
from iam_audit.rotation.vault import Vault
from iam_audit.rotation.vault_http import VaultServer
from iam_audit.settings import nearest

KINDS = (SecretsManager, ParameterStore, Vault, AgeFile)
FORMS = "secretsmanager:NAME, ssm:NAME, vault:MOUNT/PATH or age:FOLDER"
PERMISSIONS = tuple(sorted({action for kind in KINDS for action in kind.permissions}))


@dataclass(frozen=True, kw_only=True)
class Places:
    """Opens the place of a user's key."""

    clients: Clients
    kms_key: str | None = None
    vault: Callable[[], VaultServer]
    """Raises UsageError or SettingsError where the settings name none."""
    recipients: tuple[str, ...] = ()
    folder: Path = Path()
    """What paths in `recipients` begin at."""

    def open(self, to: str, user_name: str, account_id: str, *, storing: bool = True) -> SecretStore:
        """Return the place; `{user}` and `{account_id}` in it are filled in. Raises UsageError.

        Where nothing more is to be stored, nobody has to be named for whom a file would be encrypted.
        """
        kind, _, name = filled(to, user_name, account_id).partition(":")
        if not name:
            raise UsageError(f"{to!r} is no place for a key: it is written {FORMS}.")
        match kind:
            case SecretsManager.kind:
                return SecretsManager(name, self.clients, self.kms_key)
            case ParameterStore.kind:
                return ParameterStore(name, self.clients, self.kms_key)
            case Vault.kind:
                return Vault(name, self.vault())
            case AgeFile.kind:
                named = [filled(one, user_name, account_id) for one in self.recipients]
                known = recipients_in(named, self.folder) if storing or named else ()
                return AgeFile(name, user_name, known)
        near = nearest(kind, [one.kind for one in KINDS]) or f" A place is written {FORMS}."
        raise UsageError(f"{to!r}: there is no kind of place {kind!r}.{near}")


def filled(text: str, user_name: str, account_id: str) -> str:
    """Fill in whose key it is."""
    return text.replace("{user}", user_name).replace("{account_id}", account_id)


def refuse_shared(to: str, user_names: Iterable[str]) -> None:
    """Raise UsageError where the keys of several users would take each other's place."""
    names = tuple(user_names)
    if len(names) > 1 and not to.startswith(f"{AgeFile.kind}:") and "{user}" not in to:
        raise UsageError(f"{len(names)} users cannot share {to!r}: write {{user}} in it.")
