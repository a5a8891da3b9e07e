"""Finds the settings file, reads it, and lets the environment override it.

The file is the one that `--config` or IAM_AUDIT_CONFIG names, else `iam-audit.toml`, else the table
`[tool.iam-audit]` of `pyproject.toml`, both in the current folder. The variable IAM_AUDIT_AUDIT__FAIL_ON
overrides `fail_on` of `[audit]`; a check is written with underscores, as in
IAM_AUDIT_CHECKS__ACCESS_KEY_AGE__MAX_DAYS, and so is a channel.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeAlias

import msgspec

from iam_audit.errors import SettingsError
from iam_audit.settings.alert_shape import RouteSettings
from iam_audit.settings.shape import OPEN_SECTIONS, SECTIONS, Settings
from iam_audit.settings.values import Raw, fields_of, from_text, nearest, require, typed

FILE = "iam-audit.toml"
PYPROJECT = "pyproject.toml"
PREFIX = "IAM_AUDIT_"
NAMES_THE_FILE = "IAM_AUDIT_CONFIG"
EXAMPLES = {
    "checks": "CHECKS__ACCESS_KEY_AGE__MAX_DAYS",
    "channels": "CHANNELS__SECURITY__CHANNEL",
    "limits": "LIMITS__HIGH_DAYS",
}
NAMED = ("checks", "channels")
"""Sections that hold a table for each name."""

Table: TypeAlias = dict[str, Any]


def load(folder: Path, environment: Mapping[str, str], file: Path | None = None) -> Settings:
    """Read the settings that hold in `folder`. Raises SettingsError for anything unknown or wrong."""
    named = file or (Path(environment[NAMES_THE_FILE]) if environment.get(NAMES_THE_FILE) else None)
    path = named or _found(folder)
    from_file = _from_file(path) if path else {}
    from_environment = _from_environment(environment)
    sources = (*([str(path)] if from_file else []), *(["the environment"] if from_environment else []))
    values = _merged(from_file, from_environment)
    try:
        return msgspec.convert(values | {"sources": sources}, Settings)
    except msgspec.ValidationError as error:  # values that do not go together
        raise SettingsError(f"{' or '.join(sources)}: {error}.") from error


def described(settings: Settings) -> tuple[tuple[str, str], ...]:
    """Return every setting as its dotted name and its value; what is not set reads `(not set)`."""
    values = msgspec.to_builtins(settings)
    flat = [(f"{name}.{key}", value) for name in (*SECTIONS, "limits") for key, value in values[name].items()]
    flat += [
        (f"{section}.{name}.{key}", value)
        for section in NAMED
        for name, held in values[section].items()
        for key, value in held.items()
    ]
    return tuple((name, _shown(value)) for name, value in flat)


def _shown(value: Raw) -> str:
    """Return a value as it can be printed: the URL of a store without the password that may be in it."""
    if value is None:
        return "(not set)"
    return re.sub(r"(://[^/@:\s\"]*):[^/@\s\"]*@", r"\1:…@", msgspec.json.encode(value).decode())


def _found(folder: Path) -> Path | None:
    return next((path for path in (folder / FILE, folder / PYPROJECT) if path.exists()), None)


def _from_file(path: Path) -> Table:
    where = str(path)
    document = _read(path)
    if path.name == PYPROJECT:
        document = _table(_table(document, "tool", where), "iam-audit", where)
    _check_sections(document, where)
    for name in SECTIONS:
        _check_section(name, _table(document, name, where), where)
    _table(document, "limits", where)
    for section in NAMED:
        tables = _table(document, section, where)
        for name in tables:
            _table(tables, name, where)
    return document


def _check_section(name: str, values: Table, where: str) -> None:
    for key, value in values.items():
        if (name, key) == ("alerts", "routes") and isinstance(value, list):
            _check_routes(value, where)
        require(key, value, fields_of(SECTIONS[name]), f"{where}: [{name}]")


def _check_routes(routes: list[Raw], where: str) -> None:
    for number, route in enumerate(routes, start=1):
        if isinstance(route, dict):
            typed(route, RouteSettings, f"{where}: [[alerts.routes]] number {number}")


def _read(path: Path) -> Table:
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        why = error.strerror or error
        raise SettingsError(f"{path} could not be read: {why}. Name another file with --config.") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path} is not UTF-8 text; save it as UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path} is not valid TOML: {error}.") from error


def _table(holder: Table, name: str, where: str) -> Table:
    value = holder.get(name, {})
    if not isinstance(value, dict):
        raise SettingsError(f"{where}: '{name}' must be a table with settings in it, not {value!r}.")
    return value


def _check_sections(names: Iterable[str], where: str) -> None:
    known = (*SECTIONS, *OPEN_SECTIONS)
    for name in names:
        if name not in known:
            rest = nearest(name, known) or f" Known: {', '.join(known)}."
            raise SettingsError(f"{where}: there is no section '{name}'.{rest}")


def _from_environment(environment: Mapping[str, str]) -> Table:
    values: Table = {}
    for variable in sorted(environment):
        if variable.startswith(PREFIX) and variable != NAMES_THE_FILE:
            values = _merged(values, _from_variable(variable, environment[variable]))
    return values


def _from_variable(variable: str, text: str) -> Table:
    section, *keys = variable.removeprefix(PREFIX).lower().split("__")
    _check_sections([section], variable)
    if len(keys) != (2 if section in NAMED else 1) or not all(keys):
        example = EXAMPLES.get(section, f"{section.upper()}__NAME")
        raise SettingsError(
            f"{variable} does not say which setting it is; it is written like {PREFIX}{example}."
        )
    if section in NAMED:
        return {section: {keys[0].replace("_", "-"): {keys[1]: _as_toml(text)}}}
    return {
        section: {
            keys[0]: _as_toml(text) if section == "limits" else _typed_text(section, keys[0], text, variable)
        }
    }


def _typed_text(section: str, key: str, text: str, where: str) -> Raw:
    fields = fields_of(SECTIONS[section])
    value = from_text(text, fields.get(key, str))
    require(key, value, fields, where)
    return value


def _as_toml(text: str) -> Raw:
    """Read numbers, booleans, lists and quoted text; bare words are text."""
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text


def _merged(below: Table, above: Table) -> Table:
    merged = dict(below)
    for key, value in above.items():
        held = merged.get(key)
        merged[key] = _merged(held, value) if isinstance(held, dict) and isinstance(value, dict) else value
    return merged
