"""`iam-audit checks`: what is checked, and why."""

from typing import Annotated

import typer

from iam_audit.cli.completing import complete_checks
from iam_audit.cli.streams import put
from iam_audit.cli.words import one_of

app = typer.Typer(rich_markup_mode=None, add_completion=False)

FORMATS = ("table", "json")

Format = Annotated[str, typer.Option("--format", metavar="FORMAT", help="table, or json for programs.")]
CheckId = Annotated[
    str,
    typer.Argument(metavar="ID", autocompletion=complete_checks, help="A check, as `checks list` names it."),
]


@app.callback()
def checks() -> None:
    """List the checks, or show one with its reason, options, frameworks and remedy."""


@app.command("list")
def list_checks(format: Format = "table") -> int:  # noqa: A002 - the flag is called so
    """List every check: id, severity and title."""
    wanted = one_of("--format", format, FORMATS)
    from iam_audit.cli.check_pages import pages, table
    from iam_audit.reports.json_text import json_text

    put(json_text(pages()) if wanted == "json" else table(pages()))
    return 0


@app.command("show")
def show_check(check_id: CheckId, format: Format = "table") -> int:  # noqa: A002
    """Show one check: why it matters, what can be set, whose controls it speaks to, what to do."""
    wanted = one_of("--format", format, FORMATS)
    from iam_audit.cli.check_pages import page_text, pages
    from iam_audit.reports.json_text import json_text

    known = {page.id: page for page in pages()}
    page = known[one_of("checks show", check_id, list(known))]
    put(json_text(page) if wanted == "json" else page_text(page))
    return 0
