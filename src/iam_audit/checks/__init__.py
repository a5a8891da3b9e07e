"""Snapshot in, findings out: one file per check, all of them pure."""

import dataclasses
import difflib
import sys
from collections.abc import Mapping
from typing import Any

import msgspec

from iam_audit.checks.base import Check
from iam_audit.discover import discover
from iam_audit.errors import SettingsError

Options = Mapping[str, Mapping[str, Any]]


def catalogue() -> tuple[type[Check], ...]:
    """Return every check there is, ordered by id."""
    return tuple(sorted(discover(sys.modules[__name__], Check), key=lambda check: check.id))


def configure(options: Options, where: str = "settings") -> tuple[Check, ...]:
    """Make every check with its options, refusing unknown checks, unknown options and wrong values."""
    known = {check.id: check for check in catalogue()}
    for check_id in options:
        if check_id not in known:
            raise SettingsError(f"{where}: there is no check '{check_id}'.{_nearest(check_id, known)}")
    made: dict[str, Check] = {}
    for check in sorted(known.values(), key=_follows_another):
        own = options.get(check.id, {})
        made[check.id] = _make(check, own, where)
        if check.follows:
            followed = {name: getattr(made[other], theirs) for name, (other, theirs) in check.follows.items()}
            made[check.id] = _make(check, {**followed, **own}, where)
    return tuple(made[check_id] for check_id in known)


def options_of(check: type[Check]) -> tuple[dataclasses.Field[Any], ...]:
    """Return the options of a check; each field's metadata holds its help."""
    return dataclasses.fields(check)


def _follows_another(check: type[Check]) -> bool:
    """Whether an option follows that of another check, which then has to be made first."""
    return any(other != check.id for other, _ in check.follows.values())


def _make(check: type[Check], values: Mapping[str, Any], where: str) -> Check:
    names = [field.name for field in options_of(check)]
    for name in values:
        if name not in names:
            raise SettingsError(f"{where}: check '{check.id}' has no option '{name}'.{_nearest(name, names)}")
    if not values:
        # Most are as they come, and to look into the types of a class takes longer than to make one of it.
        return check()
    try:
        return msgspec.convert(dict(values), check)
    except msgspec.ValidationError as error:
        raise SettingsError(f"{where}: check '{check.id}': {_plainly(error)}") from error


def _plainly(error: msgspec.ValidationError) -> str:
    """Say which option has the wrong kind of value, without the notation of the library that found it."""
    said, _, option = str(error).replace("`", "").partition(" - at $.")
    return f"option '{option}': {said[0].lower()}{said[1:]}." if option else f"{said}."


def _nearest(name: str, known: Mapping[str, Any] | list[str]) -> str:
    close = difflib.get_close_matches(name, list(known), n=1)
    return f" Did you mean '{close[0]}'?" if close else ""
