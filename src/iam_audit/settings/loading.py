"""Finds the settings file, reads it, and lets the environment override it.

The file is the one that `--config` or IAM_AUDIT_CONFIG names, else `iam-audit.toml`, else the table
`[tool.iam-audit]` of `pyproject.toml`, both in the current folder. The variable IAM_AUDIT_AUDIT__FAIL_ON
overrides `fail_on` of `[audit]`; a check is written with underscores, as in
IAM_AUDIT_CHECKS__ACCESS_KEY_AGE__MAX_DAYS.
"""

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeAlias

import msgspec

from iam_audit.errors import SettingsError
from iam_audit.settings.shape import OPEN_SECTIONS, SECTIONS, Settings
from iam_audit.settings.values import Raw, fields_of, from_text, nearest, require

FILE = "iam-audit.toml"
PYPROJECT = "pyproject.toml"
PREFIX = "IAM_AUDIT_"
NAMES_THE_FILE = "IAM_AUDIT_CONFIG"
EXAMPLES = {"checks": "CHECKS__ACCESS_KEY_AGE__MAX_DAYS", "limits": "LIMITS__HIGH_DAYS"}

Table: TypeAlias = dict[str, Any]


def load(folder: Path, environment: Mapping[str, str], file: Path | None = None) -> Settings:
    """Read the settings that hold in `folder`. Raises SettingsError for anything unknown or wrong."""
    named = file or (Path(environment[NAMES_THE_FILE]) if environment.get(NAMES_THE_FILE) else None)
    path = named or _found(folder)
    from_file = _from_file(path) if path else {}
    from_environment = _from_environment(environment)
    sources = (*([str(path)] if from_file else []), *(["the environment"] if from_environment else []))
    values = _merged(from_file, from_environment)
    return msgspec.convert(values | {"sources": sources}, Settings)


def described(settings: Settings) -> tuple[tuple[str, str], ...]:
    """Return every setting as its dotted name and its value; what is not set reads `(not set)`."""
    values = msgspec.to_builtins(settings)
    flat = [(f"{name}.{key}", value) for name in (*SECTIONS, "limits") for key, value in values[name].items()]
    flat += [
        (f"checks.{check}.{key}", value)
        for check, held in settings.checks.items()
        for key, value in held.items()
    ]
    return tuple(
        (name, "(not set)" if value is None else msgspec.json.encode(value).decode()) for name, value in flat
    )


def _found(folder: Path) -> Path | None:
    return next((path for path in (folder / FILE, folder / PYPROJECT) if path.exists()), None)


def _from_file(path: Path) -> Table:
    where = str(path)
    document = _read(path)
    if path.name == PYPROJECT:
        document = _table(_table(document, "tool", where), "iam-audit", where)
    _check_sections(document, where)
    for name, kind in SECTIONS.items():
        for key, value in _table(document, name, where).items():
            require(key, value, fields_of(kind), f"{where}: [{name}]")
    _table(document, "limits", where)
    checks = _table(document, "checks", where)
    for check in checks:
        _table(checks, check, where)
    return document


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
    if len(keys) != (2 if section == "checks" else 1) or not all(keys):
        example = EXAMPLES.get(section, f"{section.upper()}__NAME")
        raise SettingsError(
            f"{variable} does not say which setting it is; it is written like {PREFIX}{example}."
        )
    if section == "checks":
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
