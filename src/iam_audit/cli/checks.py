"""`iam-audit checks`: what is checked, and why."""

from typing import Annotated

import typer

from iam_audit.cli.completing import complete_checks
from iam_audit.cli.optional_value import OptionalValue
from iam_audit.cli.streams import put
from iam_audit.cli.words import one_of

app = typer.Typer(rich_markup_mode=None, add_completion=False)

FORMATS = ("table", "json")
LIST_FORMATS = (*FORMATS, "markdown")

ListFormat = Annotated[
    str,
    typer.Option("--format", metavar="FORMAT", help="table, markdown, or json for programs."),
]
Prowler = Annotated[
    bool, typer.Option("--prowler", help="Show the ids in Prowler, of the checks that have any.")
]
SecurityHub = Annotated[
    bool,
    typer.Option("--securityhub", help="Show the ids in AWS Security Hub, of the checks that have any."),
]
Cis = Annotated[
    str | None,
    typer.Option(
        "--cis",
        metavar="[VERSION]",
        help="Show the numbers in the CIS AWS benchmark, of the checks that have any; the newest version"
        " unless one is named.",
    ),
]
Format = Annotated[str, typer.Option("--format", metavar="FORMAT", help="table, or json for programs.")]
CheckId = Annotated[
    str,
    typer.Argument(metavar="ID", autocompletion=complete_checks, help="A check, as `checks list` names it."),
]


@app.callback()
def checks() -> None:
    """List the checks, or show one with its reason, options, frameworks and remedy."""


@app.command("list", cls=OptionalValue)
def list_checks(
    *,
    prowler: Prowler = False,
    securityhub: SecurityHub = False,
    cis: Cis = None,
    format: ListFormat = "table",  # noqa: A002 - the flag is called so
) -> int:
    """List every check: id, severity and title, and what it is called elsewhere.

    With several of --prowler, --securityhub and --cis, a check is listed when it has a name in any of them.
    """
    wanted = one_of("--format", format, LIST_FORMATS)
    from iam_audit.checks.pages import pages
    from iam_audit.cli import check_list
    from iam_audit.reports.json_text import json_text

    places = check_list.places(prowler=prowler, securityhub=securityhub, cis=cis)
    listed = check_list.known_in(pages(), places)
    if wanted == "json":
        put(json_text(listed))
    else:
        put(check_list.markdown(listed, places) if wanted == "markdown" else check_list.table(listed, places))
    return 0


@app.command("show")
def show_check(check_id: CheckId, format: Format = "table") -> int:  # noqa: A002
    """Show one check: why it matters, what can be set, whose controls it speaks to, what to do."""
    wanted = one_of("--format", format, FORMATS)
    from iam_audit.checks.pages import pages
    from iam_audit.cli.check_pages import page_text
    from iam_audit.reports.json_text import json_text

    known = {page.id: page for page in pages()}
    page = known[one_of("checks show", check_id, list(known))]
    put(json_text(page) if wanted == "json" else page_text(page))
    return 0
