"""Generated pages are current, everything is documented, and links lead somewhere."""

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from iam_audit import checks
from iam_audit.cli.commands import COMMANDS, load
from iam_audit.inactivity import Limits
from iam_audit.settings.shape import SECTIONS
from test_architecture import DRAWING

HOME = Path(__file__).parent.parent
DOCS = HOME / "docs"
PAGES = sorted([*HOME.glob("*.md"), *DOCS.rglob("*.md")])
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
OUR_FILE = re.compile(r"`((?:src|tests|docs|changelog\.d|deploy|scripts|benchmarks)/[\w./-]*)`")
DECISIONS = sorted((DOCS / "decisions").glob("*.md"))
every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(HOME).as_posix())


@pytest.fixture(scope="session")
def generated(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("docs")
    subprocess.run([sys.executable, DOCS / "generate.py", "--output", folder], check=True, cwd=folder)
    return folder


def files_in(folder: Path) -> Iterator[Path]:
    return (path.relative_to(folder) for path in sorted(folder.rglob("*")) if path.is_file())


# Generated pages


def test_generated_pages_are_current(generated):
    stale = [
        name.as_posix()
        for name in files_in(generated)
        if not (DOCS / name).is_file() or (DOCS / name).read_bytes() != (generated / name).read_bytes()
    ]

    assert stale == [], "run: make docs"


def test_there_is_no_page_of_a_check_that_is_gone(generated):
    assert {*files_in(DOCS / "checks")} == {*files_in(generated / "checks")}


def test_pages_of_checks_that_are_gone_are_removed(tmp_path):
    gone = tmp_path / "checks" / "no-such-check.md"
    gone.parent.mkdir()
    gone.write_text("old", encoding="utf-8")

    subprocess.run([sys.executable, DOCS / "generate.py", "--output", tmp_path], check=True)

    assert not gone.exists()


# Everything is documented


def commands() -> Iterator[tuple[str, object]]:
    """Every command that can be typed, and what Typer makes of it."""
    for name in COMMANDS:
        command = load(name)
        yield name, command
        yield from ((f"{name} {inner}", one) for inner, one in getattr(command, "commands", {}).items())


def section(page: Path, heading: str) -> str:
    """The text of a page from a heading to the next of its level."""
    return page.read_text(encoding="utf-8").split(f"\n## `{heading}`\n")[1].split("\n## ")[0]


@pytest.mark.parametrize(("name", "command"), [pytest.param(*one, id=one[0]) for one in commands()])
def test_every_command_and_option_is_documented(name, command):
    text = section(DOCS / "reference" / "cli.md", f"iam-audit {name}")

    assert command.help.splitlines()[0] in text
    for parameter in command.params:
        is_option = parameter.param_type_name == "option" and "completion" not in parameter.name
        shown = parameter.opts if is_option else []
        assert [flag for flag in shown if not re.search(rf"[`\s]{flag}[`\s,]", text)] == []
        assert parameter.help, f"{name}: {parameter.name} has no help"


@pytest.mark.parametrize("name", [*SECTIONS, "limits"])
def test_every_setting_is_documented(name):
    text = section(DOCS / "reference" / "settings.md", f"[{name}]")
    kind = SECTIONS.get(name, Limits)

    assert [one.name for one in msgspec.structs.fields(kind) if f"`{one.name}`" not in text] == []


@pytest.mark.parametrize("check", checks.catalogue(), ids=lambda check: check.id)
def test_every_option_of_a_check_is_documented_on_its_page(check):
    text = (DOCS / "checks" / f"{check.id}.md").read_text(encoding="utf-8")

    assert [one.name for one in checks.options_of(check) if f"`{one.name}`" not in text] == []


# Links and files


def slug(heading: str) -> str:
    """The anchor that a heading gets."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def anchors(page: Path) -> set[str]:
    return {slug(heading) for heading in HEADING.findall(page.read_text(encoding="utf-8"))}


def leads_somewhere(page: Path, link: str) -> bool:
    if "://" in link or link.startswith("mailto:"):
        return True
    target, _, anchor = link.partition("#")
    path = (page.parent / target).resolve() if target else page
    return path.exists() and (not anchor or anchor in anchors(path))


@every_page
def test_every_relative_link_leads_somewhere(page):
    links = LINK.findall(FENCE.sub("", page.read_text(encoding="utf-8")))

    assert [link for link in links if not leads_somewhere(page, link)] == []


@every_page
def test_every_file_that_is_named_exists(page):
    named = OUR_FILE.findall(page.read_text(encoding="utf-8"))

    assert [name for name in named if not (HOME / name).exists()] == []


# Decisions and changes


def test_decisions_are_numbered_one_after_the_other():
    assert [int(page.name[:4]) for page in DECISIONS] == list(range(1, len(DECISIONS) + 1))


@pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.stem)
def test_a_decision_says_why_what_and_what_follows(page):
    headings = HEADING.findall(page.read_text(encoding="utf-8"))

    assert headings[0].startswith(page.name[:4])
    assert headings[1:] == ["Context", "Decision", "Consequences"]


def test_the_rooms_are_drawn_as_the_architecture_test_draws_them():
    text = (DOCS / "decisions" / "0001-one-data-flow.md").read_text(encoding="utf-8")
    drawing = FENCE.search(text).group().strip("`\n")

    assert tuple(tuple(group.split()) for group in drawing.split("→")) == DRAWING


def dependencies() -> set[str]:
    project = tomllib.loads((HOME / "pyproject.toml").read_text(encoding="utf-8"))
    groups = [project["project"]["dependencies"], *project["dependency-groups"].values()]
    return {re.match(r"[\w-]+", one).group() for group in groups for one in group if isinstance(one, str)}


def test_every_dependency_has_its_reason():
    reasons = (DOCS / "decisions" / "0002-dependencies.md").read_text(encoding="utf-8").lower()
    stubs = ("mypy-boto3", "botocore-stubs", "types-")
    names = {name for name in dependencies() if not name.startswith(stubs)}

    assert sorted(name for name in names if name not in reasons) == []


def test_fragments_of_the_changelog_say_what_kind_of_change_they_are():
    kinds = "added|changed|fixed|removed|security"
    names = [path.name for path in (HOME / "changelog.d").iterdir() if not path.name.startswith(".")]

    assert [name for name in names if not re.fullmatch(rf"[a-z0-9-]+\.({kinds})\.md", name)] == []
