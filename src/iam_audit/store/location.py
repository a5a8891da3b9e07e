"""Where the store is, unless somebody says otherwise. Pure."""

from collections.abc import Mapping
from pathlib import Path

from iam_audit.errors import SettingsError

SQLITE = "sqlite:///"
POSTGRESQL = ("postgresql://", "postgres://", "postgresql+psycopg://")
EXAMPLES = "sqlite:////var/lib/iam-audit/store.sqlite or postgresql://audit@db.example.com/iam_audit"


def store_url(named: str | None, environment: Mapping[str, str], home: Path) -> str:
    """Return the URL of the store: the one that is named, else a file in the state folder of the user."""
    if not named:
        return f"{SQLITE}{state_folder(environment, home) / 'store.sqlite'}"
    if named.startswith(SQLITE) and named != SQLITE:
        return named
    for prefix in POSTGRESQL:
        if named.startswith(prefix):
            return f"postgresql+psycopg://{named.removeprefix(prefix)}"
    # The text itself may hold a password, so it is not repeated.
    raise SettingsError(f"The store must be a URL such as {EXAMPLES}.")


def state_folder(environment: Mapping[str, str], home: Path) -> Path:
    """Return the folder of what this user keeps from run to run."""
    state = Path(environment.get("XDG_STATE_HOME", ""))
    return (state if state.is_absolute() else home / ".local" / "state") / "iam-audit"


def sqlite_file(url: str) -> Path | None:
    """Return the file that a URL names, as it is written there; None where it is not a file."""
    return Path(url.removeprefix(SQLITE)) if url.startswith(SQLITE) else None
