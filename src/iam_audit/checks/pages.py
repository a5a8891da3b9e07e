"""What there is to say about each check, as values."""

import inspect
from collections.abc import Mapping
from functools import cache

import msgspec

from iam_audit.checks import catalogue, options_of
from iam_audit.checks.base import Check
from iam_audit.checks.frameworks import controls_of, equivalents_of, nearest_to
from iam_audit.checks.settled_by import automated_words
from iam_audit.model import Section, Severity


class Option(msgspec.Struct, frozen=True, kw_only=True):
    """Something that can be set of a check."""

    name: str
    default: object
    help: str


class CheckPage(msgspec.Struct, frozen=True, kw_only=True):
    """Everything about one check."""

    id: str
    severity: Severity
    title: str
    why: str
    needs: tuple[Section, ...]
    examines: str
    options: tuple[Option, ...]
    frameworks: Mapping[str, tuple[str, ...]]
    equivalents: Mapping[str, tuple[str, ...]]
    """The same check in other tools."""
    nearest: str | None
    """For a check that no framework asks for: the one closest to it that some do. Its controls are its own."""
    remedy: str
    console: tuple[str, ...]
    cli: tuple[str, ...]
    automated: str | None


@cache
def pages() -> tuple[CheckPage, ...]:
    """Return the page of every check, ordered by id."""
    return tuple(_page(check) for check in catalogue())


def _page(check: type[Check]) -> CheckPage:
    return CheckPage(
        id=check.id,
        severity=check.severity,
        title=check.title,
        why=inspect.getdoc(check) or "",
        needs=check.needs,
        examines=check.examines.words,
        options=tuple(
            Option(name=one.name, default=one.default, help=str(one.metadata.get("help", "")))
            for one in options_of(check)
        ),
        frameworks=controls_of(check.id),
        equivalents=equivalents_of(check.id),
        nearest=nearest_to(check.id),
        remedy=check.remedy.text,
        console=check.remedy.console,
        cli=check.remedy.cli,
        automated=automated_words(check.id, check.remedy.automated),
    )
