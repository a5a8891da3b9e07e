"""Reads the file that says who the owners of users are: TOML with `[[owner]]` tables, or CSV with a header."""

import csv
import tomllib
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from iam_audit.alerts.mail_message import is_address
from iam_audit.alerts.slack_owner import MEMBER
from iam_audit.errors import SettingsError
from iam_audit.model import Account
from iam_audit.settings import typed


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the file: whose these users are."""

    user: Annotated[str, Meta(min_length=1)]
    """The name of the user or role; `*` stands for anything."""
    account: str = "*"
    """The id or name of the account, written alike."""
    mail: str = ""
    slack: str = ""
    name: str = ""
    """What to call the owner."""

    def __post_init__(self) -> None:
        """Refuse what reaches nobody."""
        if not self.mail and not self.slack:
            raise ValueError("give mail or slack")
        if self.mail and not is_address(self.mail):
            raise ValueError(f"mail: {self.mail!r} is no mail address")
        if self.slack and not MEMBER.fullmatch(self.slack):
            raise ValueError(f"slack: {self.slack!r} is no id of a Slack member, such as U0123456789")

    def speaks_of(self, account: Account, user_name: str) -> bool:
        """Whether the line is about that user."""
        there = any(
            fnmatchcase(one.casefold(), self.account.casefold()) for one in (account.id, account.name)
        )
        return there and fnmatchcase(user_name.casefold(), self.user.casefold())


def load_owners(path: Path) -> tuple[Entry, ...]:
    """Read the file; the first line that fits a user counts. Raises SettingsError with the place of what is wrong."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise SettingsError(
            f"{path} could not be read: {error.strerror or error}. Look at owners_file in [alerts]."
        ) from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path} is not UTF-8 text; save it as UTF-8.") from error
    rows = _rows_of_csv(text, path) if path.suffix.lower() == ".csv" else _rows_of_toml(text, path)
    return tuple(typed(values, Entry, where) for where, values in rows)


def _rows_of_csv(text: str, path: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    reader = csv.DictReader(text.splitlines(), restkey="", restval="")
    for row in reader:
        filled = {str(key).strip(): value for key, value in row.items() if value}
        yield f"{path}: line {reader.line_num}", filled


def _rows_of_toml(text: str, path: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path} is not valid TOML: {error}.") from error
    rows = document.pop("owner", [])
    if document or not isinstance(rows, list) or not all(isinstance(one, dict) for one in rows):
        raise SettingsError(f"{path} must hold [[owner]] tables and nothing else.")
    for number, row in enumerate(rows, start=1):
        yield f"{path}: [[owner]] number {number}", row
