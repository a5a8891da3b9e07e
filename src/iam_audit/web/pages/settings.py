"""The settings in force, as they may be shown: no value that may be a secret."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import msgspec
from litestar.response import Template
from msgspec.inspect import StructType

from iam_audit.access import Role
from iam_audit.settings import Settings
from iam_audit.web import routes
from iam_audit.web.desk import AtDesk
from iam_audit.web.pages.base import Page, PageRequest, show

HIDDEN = "(set; not shown)"
SECRET = ("secret", "password", "token", "url", "key", "webhook", "credential")
"""Parts of names whose values are not shown: they may be secrets, or lead to one."""
NO_SECRET = frozenset({"mask_keys", "key_ids", "waiver_tag"})


@dataclass(frozen=True, kw_only=True)
class Row:
    """One setting."""

    name: str
    value: str
    words: str
    changed: bool


@dataclass(frozen=True, kw_only=True)
class Part:
    """One table of the settings."""

    name: str
    words: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, kw_only=True)
class SettingsPage(Page):
    """All settings."""

    template: ClassVar[str] = "settings.html"
    title: ClassVar[str] = "Settings"

    where: str
    parts: tuple[Part, ...]


@routes.page("/settings", needs=Role.AUDITOR)
def settings(request: PageRequest, desk: AtDesk) -> Template:
    """Show the settings in force."""
    return show(request, SettingsPage(where=desk.settings.where, parts=tuple(_parts(desk.settings))))


def _parts(settings: Settings) -> Iterator[Part]:
    for field in msgspec.structs.fields(settings):
        value = getattr(settings, field.name)
        if isinstance(value, msgspec.Struct):
            yield Part(name=field.encode_name, words=_words(type(value)), rows=tuple(_rows(value)))
        elif isinstance(value, Mapping) and value:
            rows = tuple(
                Row(name=str(name), value=_shown(str(name), one), words="", changed=True)
                for name, one in value.items()
            )
            yield Part(name=field.encode_name, words="", rows=rows)


def _rows(table: msgspec.Struct) -> Iterator[Row]:
    kind = msgspec.inspect.type_info(type(table))
    described = {one.name: one for one in kind.fields} if isinstance(kind, StructType) else {}
    for field in msgspec.structs.fields(table):
        value = getattr(table, field.name)
        default = None if field.default is msgspec.NODEFAULT else field.default
        yield Row(
            name=field.encode_name,
            value=_shown(field.name, value),
            words=_description(described[field.name].type),
            changed=value != default and field.default is not msgspec.NODEFAULT,
        )


def _description(kind: Any) -> str:  # noqa: ANN401 - whatever msgspec tells of a type
    schema = getattr(kind, "extra_json_schema", None) or {}
    return str(schema.get("description", ""))


def _shown(name: str, value: object) -> str:
    if value in (None, "", (), {}):
        return "none"
    if name not in NO_SECRET and any(part in name for part in SECRET):
        return HIDDEN
    plain = msgspec.to_builtins(value)
    return _without_secrets(plain)


def _without_secrets(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} = {_shown(str(name), one)}" for name, one in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(_without_secrets(one) for one in value)
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)


def _words(kind: type[msgspec.Struct]) -> str:
    """Return the first sentence that describes a table, without its name, which is the heading."""
    first = (kind.__doc__ or "").strip().splitlines()[0]
    return first.partition(": ")[2].rstrip(".").capitalize()
