"""The reference of the settings, from the types that read them."""

import typing
from collections.abc import Iterator
from enum import StrEnum

import msgspec
from page_shapes import code_block, table, toml_value

from iam_audit import checks
from iam_audit.inactivity import Limits
from iam_audit.settings import FILE, NAMES_THE_FILE, RouteSettings
from iam_audit.settings.shape import SECTIONS

INTRO = f"""\
# Settings

Settings are read from one TOML file: the one that `--config` or `{NAMES_THE_FILE}` names, else `{FILE}`
in the current folder, else the table `[tool.iam-audit]` of `pyproject.toml` there. The environment overrides
the file, and flags override both. Credentials, profile, region, proxies and endpoints are not settings of
this tool: they come from where the AWS CLI takes them.

An unknown name or a value that will not do is refused before anything runs, with the file, the key and the
nearest name there is. `iam-audit doctor` prints the settings in force."""
EXAMPLE = """\
[audit]
fail_on = "high"

[organization]
role = "iam-audit-reader"

[checks.access-key-age]
max_days = 60"""
LIMITS = """\
## `[limits]`

From how many whole days without use on an access key counts as what. A key never used counts its age. HIGH,
and CRITICAL for a key never used, begin on the day after `high_days`."""
ROUTES = """\
### `[[alerts.routes]]`

One table for each route. What fits everything that a route names goes to its channels; several routes add up."""
CHANNELS = """\
## `[channels.<name>]`

Where messages can go, each with a name of your choice and a `kind`: see [channels](../alerts/channels.md). In the
environment the name is written with underscores, as in `IAM_AUDIT_CHANNELS__SECURITY_TEAM__CHANNEL`."""
CHECKS = """\
## `[checks.<id>]`

The options of each check. In the environment the id is written with underscores, as in
`IAM_AUDIT_CHECKS__ACCESS_KEY_AGE__MAX_DAYS=60`. Each check has [a page](../checks/index.md)."""


def pages() -> Iterator[tuple[str, str]]:
    """Yield the path and the text of the page."""
    yield "reference/settings.md", "\n\n".join(_chapters()) + "\n"


def _chapters() -> Iterator[str]:
    yield INTRO
    yield code_block("toml", EXAMPLE)
    for name, kind in SECTIONS.items():
        yield f"## `[{name}]`\n\n{(kind.__doc__ or '').partition(': ')[2].capitalize()}"
        yield table(("setting", "default", "environment variable", "what it does"), _rows(name, kind))
        if name == "alerts":
            yield ROUTES
            yield table(("setting", "default", "what it does"), _route_rows())
    yield CHANNELS
    yield LIMITS
    yield table(("setting", "default", "environment variable"), _limits())
    yield CHECKS
    yield table(("check", "option", "default", "what it does"), _options())


def _rows(section: str, kind: type[msgspec.Struct]) -> Iterator[tuple[str, str, str, str]]:
    hints = typing.get_type_hints(kind, include_extras=True)
    for field in msgspec.structs.fields(kind):
        says = _description(hints[field.name])
        yield f"`{field.name}`", _default(field.default), _variable(section, field.name), says


def _route_rows() -> Iterator[tuple[str, str, str]]:
    hints = typing.get_type_hints(RouteSettings, include_extras=True)
    for field in msgspec.structs.fields(RouteSettings):
        default = "required" if field.required else _default(field.default)
        yield f"`{field.name}`", default, _description(hints[field.name])


def _limits() -> Iterator[tuple[str, str, str]]:
    for field in msgspec.structs.fields(Limits):
        yield f"`{field.name}`", _default(field.default), _variable("limits", field.name)


def _options() -> Iterator[tuple[str, str, str, str]]:
    for check in checks.catalogue():
        for one in checks.options_of(check):
            page = f"[`{check.id}`](../checks/{check.id}.md)"
            yield page, f"`{one.name}`", _default(one.default), one.metadata["help"]


def _description(hint: object) -> str:
    """Return what the setting is for, and the words it takes where those are a closed list."""
    says = next(meta.description for meta in hint.__metadata__ if meta.description)
    enums = [one for one in _types(hint) if isinstance(one, type) and issubclass(one, StrEnum)]
    words = ", ".join(f"`{word}`" for enum in enums for word in enum)
    return f"{says} One of {words}." if words else says


def _types(hint: object) -> Iterator[object]:
    yield hint
    for inner in typing.get_args(hint):
        yield from _types(inner)


def _default(value: object) -> str:
    return "" if value in (None, msgspec.NODEFAULT) else f"`{toml_value(value)}`"


def _variable(section: str, name: str) -> str:
    return f"`IAM_AUDIT_{section.upper()}__{name.upper()}`"
