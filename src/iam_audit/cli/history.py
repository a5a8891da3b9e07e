"""`iam-audit history`: saved audits, what changed between two, and how things moved."""

from typing import Annotated

import typer

from iam_audit.cli import options as o
from iam_audit.cli.completing import complete_severities
from iam_audit.cli.words import one_of

app = typer.Typer(rich_markup_mode=None, add_completion=False)

FORMATS = ("table", "json")

Format = Annotated[str, typer.Option("--format", metavar="FORMAT", help="table, or json for programs.")]
Limit = Annotated[int, typer.Option("--limit", metavar="N", min=1, max=1000, help="How many runs to show.")]
Days = Annotated[
    int, typer.Option("--days", metavar="N", min=1, max=3660, help="How many days to look back from --now.")
]
Before = Annotated[
    str,
    typer.Argument(
        metavar="BEFORE", help="The earlier run: its number or id; `previous` is the last but one."
    ),
]
After = Annotated[str, typer.Argument(metavar="AFTER", help="The later run; `last` is one too.")]
FailOn = Annotated[
    str | None,
    typer.Option(
        "--fail-on",
        metavar="SEVERITY",
        autocompletion=complete_severities,
        help="Exit with 1 when something this bad is new, came back, got worse or is not muted any more.",
    ),
]


@app.callback()
def history() -> None:
    """Show what is remembered of saved audits.

    `iam-audit audit --save` saves one, and [store] save = true saves every one.
    """


@app.command("list")
def list_(*, limit: Limit = 20, format: Format = "table", config: o.Config = None) -> int:  # noqa: A002
    """List the saved audits, the last one first."""
    wanted = one_of("--format", format, FORMATS)
    from iam_audit.cli import history_desk

    return history_desk.list_runs(limit, config, as_json=wanted == "json")


@app.command()
def diff(
    before: Before = "previous",
    after: After = "last",
    *,
    fail_on: FailOn = None,
    format: Format = "table",  # noqa: A002 - the flag is called so
    config: o.Config = None,
) -> int:
    """Show what is new, came back, is fixed, or got worse between two saved audits."""
    wanted = one_of("--format", format, FORMATS)
    from iam_audit.cli import flags, history_desk

    return history_desk.diff(before, after, flags.severity(fail_on), config, as_json=wanted == "json")


@app.command()
def trend(
    *,
    days: Days = 90,
    format: Format = "table",  # noqa: A002 - the flag is called so
    now: o.Now = None,
    config: o.Config = None,
) -> int:
    """Show how things moved day by day, how long fixing took, and what is past its deadline."""
    wanted = one_of("--format", format, FORMATS)
    from iam_audit.cli import history_desk

    return history_desk.trend(days, now, config, as_json=wanted == "json")
