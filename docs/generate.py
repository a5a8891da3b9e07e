"""Writes the pages that are made from the code: `python docs/generate.py`, or `make docs`."""

import argparse
from collections.abc import Iterator
from pathlib import Path

import actions_page
import agreement_page
import alert_pages
import check_pages
import cli_page
import left_out_page
import priority_page
import reference_pages
import settings_page

HOME = Path(__file__).parent
GENERATED_FOLDERS = ("checks",)
"""Nothing else lives here, so what is no longer made is removed."""


def pages() -> Iterator[tuple[str, str]]:
    """Yield the path below docs/ and the text of every generated page."""
    yield from check_pages.pages()
    yield from reference_pages.pages()
    yield from settings_page.pages()
    yield from cli_page.pages()
    yield from priority_page.pages()
    yield from agreement_page.pages()
    yield from left_out_page.pages()
    yield from alert_pages.pages()
    yield from actions_page.pages()


def main() -> None:
    """Write all pages, by default where they belong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=HOME, help="the folder to write into")
    folder = parser.parse_args().output
    made = dict(pages())
    for name, text in made.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for path in (path for name in GENERATED_FOLDERS for path in (folder / name).glob("*.md")):
        if path.relative_to(folder).as_posix() not in made:
            path.unlink()


if __name__ == "__main__":
    main()
