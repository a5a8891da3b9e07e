"""Checks single values against the type they must have, and says in words what is wrong."""

import difflib
import typing
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Annotated, Any, TypeAlias, TypeVar

import msgspec

from iam_audit.errors import SettingsError

Raw: TypeAlias = Any
"""A value as TOML or the environment gives it."""
Kind: TypeAlias = Any
"""A type annotation."""
T = TypeVar("T")


def typed(values: Mapping[str, Raw], kind: type[T], where: str) -> T:
    """Make a Struct of a table. Raises SettingsError with `where`, the key and the nearest valid name."""
    for key, value in values.items():
        require(key, value, fields_of(kind), where)
    try:
        return msgspec.convert(dict(values), kind)
    except msgspec.ValidationError as error:  # values that do not go together
        raise SettingsError(f"{where}: {error}.") from error


def require(key: str, value: Raw, fields: Mapping[str, Kind], where: str) -> None:
    """Raise SettingsError unless there is a field `key` that can hold `value`."""
    if key not in fields:
        known = f" Known: {', '.join(fields)}."
        raise SettingsError(f"{where}: there is no setting '{key}'.{nearest(key, fields) or known}")
    try:
        msgspec.convert(value, fields[key])
    except msgspec.ValidationError as error:
        raise SettingsError(f"{where}: {key}: {_complaint(value, fields[key], error)}") from error


def from_text(text: str, kind: Kind) -> Raw:
    """Read the text of an environment variable as a value of `kind`; what cannot be read stays text."""
    if _origin(_bare(kind)) is tuple:
        return [part.strip() for part in text.split(",") if part.strip()]
    try:
        return msgspec.convert(text, _bare(kind), strict=False)
    except msgspec.ValidationError:
        return text


def fields_of(kind: type[Any]) -> Mapping[str, Kind]:
    """Return the annotation of every field."""
    return typing.get_type_hints(kind, include_extras=True)


def nearest(name: str, known: Iterable[str]) -> str:
    """Return ` Did you mean 'x'?` for a name that is nearly known, else nothing."""
    close = difflib.get_close_matches(name, list(known), n=1)
    return f" Did you mean '{close[0]}'?" if close else ""


def _complaint(value: Raw, kind: Kind, error: msgspec.ValidationError) -> str:
    choices = _choices(kind)
    strangers = [one for one in (value if isinstance(value, list) else [value]) if one not in choices]
    if choices and strangers:
        return f"{strangers[0]!r} is not one of {', '.join(choices)}.{nearest(str(strangers[0]), choices)}"
    said = str(error).replace("`", "")
    return f"{value!r} will not do: {said[:1].lower()}{said[1:]}."


def _choices(kind: Kind) -> list[str]:
    bare = _bare(kind)
    enums = [
        one for one in (bare, *typing.get_args(bare)) if isinstance(one, type) and issubclass(one, StrEnum)
    ]
    return list(enums[0]) if enums else []


def _bare(kind: Kind) -> Kind:
    return typing.get_args(kind)[0] if _origin(kind) is Annotated else kind


def _origin(kind: Kind) -> Kind:
    return typing.get_origin(kind)
