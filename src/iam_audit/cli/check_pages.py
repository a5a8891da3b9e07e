"""What there is to say about each check, as a value and as text."""

import inspect
import textwrap
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from iam_audit.checks import catalogue, options_of
from iam_audit.checks.base import Check
from iam_audit.checks.frameworks import controls_of, equivalents_of, nearest_to
from iam_audit.model import Section, Severity

WIDTH = 100


class Option(msgspec.Struct, frozen=True, kw_only=True):
    """Something that can be set of a check."""

    name: str
    default: object
    help: str


class Page(msgspec.Struct, frozen=True, kw_only=True):
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


def pages() -> list[Page]:
    """Return the page of every check, ordered by id."""
    return [_page(check) for check in catalogue()]


def page_text(page: Page) -> str:
    """Return a page for reading."""
    parts = [f"{page.id} ({page.severity})\n{page.title}", _wrapped(page.why), *_sections(page)]
    return "\n\n".join(parts) + "\n"


def _sections(page: Page) -> Iterator[str]:
    yield f"Looks at: {page.examines}\nNeeds: {', '.join(page.needs)}"
    if page.options:
        yield _listed("Options", [f"{one.name} = {_toml(one.default)}: {one.help}" for one in page.options])
    if page.frameworks:
        yield _listed("Frameworks", [f"{name}: {', '.join(ids)}" for name, ids in page.frameworks.items()])
    elif page.nearest:
        yield f"Frameworks\n  None asks for this check. The nearest that some ask for: {page.nearest}"
    if page.equivalents:
        yield _listed(
            "In other tools", [f"{tool}: {', '.join(ids)}" for tool, ids in page.equivalents.items()]
        )
    yield f"Remedy\n{_indented(page.remedy)}"
    yield _listed("In the console", page.console)
    yield _listed("With the AWS CLI", page.cli, wrap=False)
    if page.automated:
        yield f"Automated\n{_indented(page.automated)}"


def _page(check: type[Check]) -> Page:
    return Page(
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
        automated=check.remedy.automated,
    )


def _toml(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _listed(heading: str, entries: Sequence[str], *, wrap: bool = True) -> str:
    return "\n".join([heading, *(_indented(one) if wrap else f"  {one}" for one in entries)])


def _indented(text: str) -> str:
    return textwrap.fill(text, WIDTH, initial_indent="  ", subsequent_indent="    ")


def _wrapped(text: str) -> str:
    paragraphs = (" ".join(part.split()) for part in text.split("\n\n"))
    return "\n\n".join(textwrap.fill(paragraph, WIDTH) for paragraph in paragraphs)
