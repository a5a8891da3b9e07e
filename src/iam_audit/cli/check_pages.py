"""What there is to say about each check, as text."""

import textwrap
from collections.abc import Iterator, Sequence

import msgspec

from iam_audit.checks.pages import CheckPage

WIDTH = 100


def page_text(page: CheckPage) -> str:
    """Return a page for reading."""
    parts = [f"{page.id} ({page.severity})\n{page.title}", _wrapped(page.why), *_sections(page)]
    return "\n\n".join(parts) + "\n"


def _sections(page: CheckPage) -> Iterator[str]:
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


def _toml(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _listed(heading: str, entries: Sequence[str], *, wrap: bool = True) -> str:
    return "\n".join([heading, *(_indented(one) if wrap else f"  {one}" for one in entries)])


def _indented(text: str) -> str:
    return textwrap.fill(text, WIDTH, initial_indent="  ", subsequent_indent="    ")


def _wrapped(text: str) -> str:
    paragraphs = (" ".join(part.split()) for part in text.split("\n\n"))
    return "\n\n".join(textwrap.fill(paragraph, WIDTH) for paragraph in paragraphs)
