"""Reads the file of waivers; one that is not in order is refused before anything is audited."""

import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from iam_audit.errors import SettingsError
from iam_audit.model import Waiver
from iam_audit.settings import nearest
from iam_audit.waivers.rules import objection

FILE = "waivers.toml"
TABLE = "waiver"
WORDS = ("check", "account", "resource", "reason", "approver")
DAYS = ("expires", "from")
REQUIRED = (*WORDS, "expires")


def load(path: Path, today: date) -> tuple[Waiver, ...]:
    """Read the waivers of a file in their order. Raises SettingsError with file, entry and what to do."""
    document = _read(path)
    for name in document:
        if name != TABLE:
            raise SettingsError(f"{path}: there is no '{name}': each waiver begins with [[{TABLE}]].")
    entries = document.get(TABLE, [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise SettingsError(f"{path}: each waiver begins with [[{TABLE}]], in double brackets.")
    return tuple(_waiver(entry, f"{path}, entry {n}", today) for n, entry in enumerate(entries, 1))


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        why = error.strerror or error
        raise SettingsError(f"{path} could not be read: {why}. Name another file with --waivers.") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path} is not UTF-8 text; save it as UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path} is not valid TOML: {error}.") from error


def _waiver(entry: Mapping[str, Any], where: str, today: date) -> Waiver:
    _refuse_strangers(entry, where)
    given = _day(entry, "from", where) if "from" in entry else None
    words = {name: _text(entry[name], name, where) for name in WORDS}
    waiver = Waiver(**words, expires=_day(entry, "expires", where), given=given, source=where)
    if why := objection(waiver, today):
        raise SettingsError(f"{where}: {why}")
    return waiver


def _refuse_strangers(entry: Mapping[str, Any], where: str) -> None:
    known = (*REQUIRED, "from")
    for name in entry:
        if name not in known:
            rest = nearest(name, known) or f" Known: {', '.join(known)}."
            raise SettingsError(f"{where}: there is no '{name}' in a waiver.{rest}")
    for name in REQUIRED:
        if name not in entry:
            raise SettingsError(f"{where}: '{name}' is missing: a waiver needs {', '.join(REQUIRED)}.")


def _text(value: object, name: str, where: str) -> str:
    if not isinstance(value, str):
        raise SettingsError(f"{where}: '{name}' must be text in quotes, not {value!r}.")
    return value


def _day(entry: Mapping[str, Any], name: str, where: str) -> date:
    value = entry[name]
    try:
        if isinstance(value, str):
            return date.fromisoformat(value)
    except ValueError:
        pass
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    raise SettingsError(f"{where}: '{name}' must be a day, written like 2026-06-30, not {str(value)!r}.")
