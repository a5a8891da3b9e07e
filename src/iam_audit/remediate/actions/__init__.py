"""What can be changed: one file per action. Adding one is adding a file, with its tests."""

import dataclasses
import difflib
import sys
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from iam_audit.discover import discover
from iam_audit.errors import SettingsError
from iam_audit.remediate.base import Action

Options = Mapping[str, Mapping[str, Any]]


def actions() -> tuple[type[Action], ...]:
    """Return every action there is, ordered by id."""
    return tuple(sorted(discover(sys.modules[__name__], Action), key=lambda action: action.id))


def configure(options: Options, where: str = "settings") -> Mapping[str, Action]:
    """Make every action with its options, by id, refusing unknown actions, unknown options and wrong values."""
    known = {action.id: action for action in actions()}
    for action_id in options:
        if action_id not in known:
            raise SettingsError(f"{where}: there is no action '{action_id}'.{_nearest(action_id, known)}")
    return {
        action_id: _make(action, options.get(action_id, {}), where) for action_id, action in known.items()
    }


def options_of(action: type[Action]) -> tuple[dataclasses.Field[Any], ...]:
    """Return the options of an action; each field's metadata holds its help."""
    return dataclasses.fields(action)


def _make(action: type[Action], values: Mapping[str, Any], where: str) -> Action:
    names = [field.name for field in options_of(action)]
    for name in values:
        if name not in names:
            raise SettingsError(
                f"{where}: action '{action.id}' has no option '{name}'.{_nearest(name, names)}"
            )
    try:
        return msgspec.convert(dict(values), action)
    except (msgspec.ValidationError, ValueError) as error:
        raise SettingsError(f"{where}: action '{action.id}': {error}.") from error


def _nearest(name: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(name, list(known), n=1)
    return f" Did you mean '{close[0]}'?" if close else ""
