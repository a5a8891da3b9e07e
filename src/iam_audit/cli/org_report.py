"""`iam-audit org-report`: two CSV files about a whole organization, its keys and what happened to them."""

import secrets
from pathlib import Path
from typing import Annotated, Literal

import typer

from iam_audit.cli import options as o
from iam_audit.cli.endings import FINE, INCOMPLETE
from iam_audit.cli.many_values import ManyValues
from iam_audit.cli.moment import moment
from iam_audit.cli.talk import Talk, complain, configure_logging

app = typer.Typer(rich_markup_mode=None)

Profile = Annotated[
    str, typer.Option("--profile", help="The profile of the management account in your AWS settings.")
]
Role = Annotated[str, typer.Option("--role", help="The role to assume in each account; your own needs none.")]
Start = Annotated[
    str | None, typer.Option("--start", metavar="ISO8601", help="Events from here on; else 90 days back.")
]
End = Annotated[
    str | None, typer.Option("--end", metavar="ISO8601", help="Events up to here; else up to now.")
]
Output = Annotated[Path, typer.Option("--output", metavar="FOLDER", help="Where the two files go.")]
Language = Literal["es", "en"]
Labels = Annotated[
    Language, typer.Option("--labels", metavar="es|en", help="The language of the words in the cells.")
]


@app.command(cls=ManyValues)
def org_report(
    profile: Profile,
    role: Role,
    start: Start = None,
    end: End = None,
    region: o.Region = None,
    endpoint_url: o.EndpointUrl = None,
    output: Output = Path(),
    labels: Labels = "es",
    quiet: o.Quiet = False,
    verbose: o.Verbose = 0,
) -> int:
    """Write every access key of an organization, and what CloudTrail saw of keys and users, as two CSV files.

    An account that fails is named on stderr and does not stop the others; the exit code is 3 then.
    """
    configure_logging(verbose, quiet=quiet)
    from iam_audit import aws
    from iam_audit.api.org_report import org_report as report_on
    from iam_audit.api.org_report import period
    from iam_audit.cli.flags import settings_in_force
    from iam_audit.cli.screen import AccountsBar
    from iam_audit.workflows import Entry, Organization

    now = moment(None)
    asked = period(moment(start, "--start") if start else None, moment(end, "--end") if end else None, now)
    connection = aws.connect(profile, region, endpoint_url, secrets.token_hex(4))
    with AccountsBar(quiet=quiet) as bar:
        source = Organization(aws=connection, entry=Entry(role=role))
        report = report_on(source, now, asked, labels, bar, settings_in_force(None).events.calls_per_second)
    for path in report.write(output, now):
        Talk(quiet).say(f"Wrote {path}")
    for failure in report.failures:
        complain(failure)
    return INCOMPLETE if report.failures else FINE
