"""The list of checks, with their names in other tools and their numbers in benchmarks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from iam_audit.checks.frameworks import CIS, cis_versions
from iam_audit.checks.pages import CheckPage
from iam_audit.cli.words import one_of
from iam_audit.reports.markdown import escape

NEWEST = "newest"
COLUMNS = ("check", "severity", "title")


@dataclass(frozen=True)
class Place:
    """Somewhere else where checks have names."""

    heading: str
    tool: str = ""
    framework: str = ""

    def names(self, page: CheckPage) -> tuple[str, ...]:
        """Return what a check is called there; what is merely near to it does not count."""
        return page.frameworks.get(self.framework, ()) or page.equivalents.get(self.tool, ())


def places(*, prowler: bool, securityhub: bool, cis: str | None) -> tuple[Place, ...]:
    """Return the places that were asked for. Raises UsageError for a version of CIS that is not known."""
    tools = (("Prowler", "prowler", prowler), ("Security Hub", "securityhub", securityhub))
    found = [Place(heading, tool=tool) for heading, tool, wanted in tools if wanted]
    if cis is None:
        return tuple(found)
    versions = cis_versions()
    version = versions[-1] if cis == NEWEST else one_of("--cis", cis, versions)
    return (*found, Place(f"{CIS}{version}", framework=f"{CIS}{version}"))


def known_in(pages: Sequence[CheckPage], wanted: Sequence[Place]) -> list[CheckPage]:
    """Return the checks that have a name in any of these places; all of them when there is none."""
    return [page for page in pages if not wanted or any(place.names(page) for place in wanted)]


def table(pages: Sequence[CheckPage], wanted: Sequence[Place]) -> str:
    """Return a line per check, in columns."""
    rows = [tuple(one.upper() for one in _headings(wanted)), *(_cells(page, wanted) for page in pages)]
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    lines = ("  ".join(f"{cell:{width}}" for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "".join(f"{line.rstrip()}\n" for line in lines)


def markdown(pages: Sequence[CheckPage], wanted: Sequence[Place]) -> str:
    """Return a Markdown table with a row per check."""
    return "".join(f"| {' | '.join(row)} |\n" for row in _markdown_rows(pages, wanted))


def _markdown_rows(pages: Sequence[CheckPage], wanted: Sequence[Place]) -> Iterator[tuple[str, ...]]:
    headings = _headings(wanted)
    yield headings
    yield tuple("---" for _ in headings)
    for page in pages:
        check, *rest = _cells(page, wanted)
        yield (f"`{check}`", *(escape(cell) for cell in rest))


def _headings(wanted: Sequence[Place]) -> tuple[str, ...]:
    """The title is the widest, so it comes last."""
    return (*COLUMNS[:2], *(place.heading for place in wanted), COLUMNS[2])


def _cells(page: CheckPage, wanted: Sequence[Place]) -> tuple[str, ...]:
    names = (", ".join(place.names(page)) or "-" for place in wanted)
    return (page.id, page.severity, *names, page.title)
