"""`iam-audit explain`: what somebody can do, and which statements say so."""

from typing import Annotated

import typer

from iam_audit.cli import options as o
from iam_audit.cli.asked import Asked
from iam_audit.cli.moment import moment
from iam_audit.cli.streams import put
from iam_audit.cli.talk import complain, configure_logging
from iam_audit.cli.words import one_of, split
from iam_audit.errors import UsageError

app = typer.Typer(rich_markup_mode=None, add_completion=False)

FORMATS = ("text", "json")
Arn = Annotated[
    str, typer.Argument(metavar="ARN", help="The user, role or permission set, as reports show it.")
]
Action = Annotated[
    str | None,
    typer.Option("--action", metavar="ACTION", help="Tell of this action alone, such as iam:PassRole."),
]
Resource = Annotated[
    str | None,
    typer.Option("--resource", metavar="ARN", help="On this resource; `*` is anything, and the default."),
]
Format = Annotated[str, typer.Option("--format", metavar="FORMAT", help="text, or json for programs.")]


@app.command()
def explain(
    arn: Arn,
    *,
    action: Action = None,
    resource: Resource = None,
    profile: o.Profile = None,
    region: o.Region = None,
    endpoint_url: o.EndpointUrl = None,
    org: o.Org = False,
    accounts: o.Accounts = None,
    from_dir: o.FromDir = None,
    mock: o.Mock = False,
    role: o.Role = None,
    external_id: o.ExternalId = None,
    session_name: o.SessionName = None,
    session_duration: o.SessionDuration = None,
    include: o.Include = None,
    format: Format = "text",  # noqa: A002 - the flag is called so
    now: o.Now = None,
    config: o.Config = None,
    verbose: o.Verbose = 0,
) -> int:
    """Tell what a user, role or permission set can do, and by which ways it gets to more.

    With --action, tell whether it may do that, for each kind of credential, and what each statement of its policies
    says of it. Only the account of the ARN is read.
    """
    configure_logging(verbose)
    wanted = one_of("--format", format, FORMATS)
    if resource and not action:
        raise UsageError("--resource is of use with --action only.")
    from iam_audit.cli import flags, reach
    from iam_audit.cli.explaining import text
    from iam_audit.reports.json_text import json_text
    from iam_audit.workflows import explain_access

    asked = Asked(
        org=org,
        accounts=split(accounts),
        from_dir=from_dir,
        mock=mock,
        profile=profile,
        region=region,
        endpoint_url=endpoint_url,
        role=role,
        external_id=external_id,
        session_name=session_name,
        session_duration=session_duration,
        include=split(include),
    )
    settings = flags.with_asked(flags.settings_in_force(config), asked)
    at = moment(now)
    where_from = reach.source(asked, settings, judged_at=at if now else None)
    access = explain_access(where_from, arn, at, action, resource or "*")
    if access.remark:
        complain(access.remark)
    put(json_text(access) if wanted == "json" else text(access))
    return 0
