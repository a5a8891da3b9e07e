"""`iam-audit events`: what CloudTrail saw of users and credentials, and who did it."""

from typing import Annotated

import typer

from iam_audit.cli import options as o
from iam_audit.cli.asked import Asked
from iam_audit.cli.many_values import ManyValues
from iam_audit.cli.talk import configure_logging
from iam_audit.cli.words import one_of, split

app = typer.Typer(rich_markup_mode=None, add_completion=False)

FORMATS = ("table", "csv", "json")

Since = Annotated[
    str | None,
    typer.Option(
        "--since", metavar="ISO8601", help="Events from here on; else since the last look, or 90 days."
    ),
]
Until = Annotated[
    str | None, typer.Option("--until", metavar="ISO8601", help="Events up to here; else up to now.")
]
Athena = Annotated[
    bool,
    typer.Option("--athena", help="Ask the trail's bucket, for what is older than 90 days; see [events]."),
]
Table = Annotated[
    str | None,
    typer.Option(
        "--table-for",
        metavar="s3://BUCKET/AWSLogs",
        help="Print the statement that makes the table for --athena, and end.",
    ),
]
Format = Annotated[
    str, typer.Option("--format", metavar="FORMAT", help="table, or csv and json for programs.")
]


@app.command(cls=ManyValues)
def events(
    *,
    since: Since = None,
    until: Until = None,
    athena: Athena = False,
    table_for: Table = None,
    profile: o.Profile = None,
    region: o.Region = None,
    endpoint_url: o.EndpointUrl = None,
    org: o.Org = False,
    accounts: o.Accounts = None,
    ou: o.Ou = None,
    exclude: o.Exclude = None,
    role: o.Role = None,
    external_id: o.ExternalId = None,
    session_name: o.SessionName = None,
    session_duration: o.SessionDuration = None,
    concurrency: o.Concurrency = None,
    format: Format = "table",  # noqa: A002 - as the flag
    config: o.Config = None,
    now: o.Now = None,
    quiet: o.Quiet = False,
    verbose: o.Verbose = 0,
) -> int:
    """Tell what happened to users and credentials, and who closed what: this program, the owner or somebody else.

    What CloudTrail told is kept in the store, so each run asks only for what is new. Exit code 3: an account could not
    be asked.
    """
    configure_logging(verbose, quiet=quiet)
    from iam_audit.cli import eventing

    asked = Asked(
        org=org,
        accounts=split(accounts),
        ous=split(ou),
        exclude=split(exclude),
        profile=profile,
        region=region,
        endpoint_url=endpoint_url,
        role=role,
        external_id=external_id,
        session_name=session_name,
        session_duration=session_duration,
        concurrency=concurrency,
    )
    how = eventing.How(
        since=since, until=until, athena=athena, format=one_of("--format", format, FORMATS), quiet=quiet
    )
    if table_for:
        return eventing.print_table(asked, table_for, config, now)
    return eventing.run(asked, how, config, now)
